import test from 'ava';
import { createGost } from '../../algorithms/gost/provider.ts';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki, type TestIdentity } from '../../test-fixtures/pki/create-pki.ts';
import { bankOfficer, head } from '../../test-fixtures/pki/subjects.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import { validateSignatures } from '../../verify/process/validate-signatures.ts';
import { signingKeyFromPkcs8 } from '../keys/pkcs8.ts';
import { type SignXmlInput, signXml } from './sign-xml.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const withXmlsec = testWith('xmlsec1', 'xmlsec1');
const digest = algorithmsOf([nodeCrypto, createGost()]);
const pki = await createPki({ now: NOW });
const crls = [parseCrl(await pki.crl(NOW)), parseCrl(await pki.crl(NOW, { of: 'root' }))];
const ec = await pki.issue({ subject: head });
const rsa = await pki.issue({ subject: bankOfficer, key: 'rsa' });
const gost = await pki.issue({ subject: head, key: 'gost256' });

const octets = (text: string) => new TextEncoder().encode(text);
const act = octets(
  '<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- note -->\r\n' +
    '<a:Акт xmlns:a="urn:test:act" Номер="17"><Сумма вал="EUR">1 000,50 &amp; &lt;прочее&gt;</Сумма>\r\n<b/></a:Акт>\r\n',
);

const signers: readonly (readonly [string, TestIdentity])[] = [
  ['ECDSA', ec],
  ['RSA', rsa],
  ['RSA-PSS', { ...rsa, key: signingKeyFromPkcs8(rsa.pkcs8, { scheme: 'pss' }) }],
  ['GOST R 34.10-2012', gost],
];

async function judge(file: Uint8Array, content?: Uint8Array) {
  const { signatures } = await validateSignatures({
    signature: { name: 'act.xml', source: bytesSource(file) },
    ...(content === undefined
      ? {}
      : { content: { name: 'contract.pdf', source: bytesSource(content) } }),
    trust: [{ certificate: pki.root }],
    evidence: { certificates: [pki.issuer], crls, ocspResponses: [] },
    policy: defaultPolicy,
    time: NOW,
    algorithms: digest,
  });
  return signatures;
}

const gost512 = await pki.issue({ subject: head, key: 'gost512' });
// RFC 9231 §2 names the algorithms as libraries write them; the urn is that of CryptoPro.
const named = <T extends { xmlUris: readonly string[] }>(list: readonly T[], start: string) =>
  list.map((each) => ({ ...each, xmlUris: each.xmlUris.filter((uri) => uri.startsWith(start)) }));
for (const start of [
  'urn:ietf:params:xml:ns:cpxmlsec:',
  'http://www.w3.org/2001/04/xmldsig-more#',
]) {
  for (const [bits, identity] of [
    ['256', gost],
    ['512', gost512],
  ] as const) {
    test(`GOST R 34.10-2012, ${bits} bits, under the names of ${start}`, async (t) => {
      const { name, digests, signatures } = createGost();
      const naming = { name, digests: named(digests, start), signatures: named(signatures, start) };
      const signed = await signXml({
        ...{ packaging: 'enveloped', document: act, identity },
        digest: algorithmsOf([naming]),
      });
      const text = new TextDecoder().decode(signed);
      t.true(text.includes(`"${start}`) && text.includes(`gostr34102012-gostr34112012-${bits}"`));
      const [report] = await judge(signed);
      t.is(report?.indication, 'TOTAL-PASSED', JSON.stringify(report?.reason));
      const [bad] = await judge(octets(text.replace('1 000,50', '9 000,50')));
      t.is(bad?.subIndication, 'HASH_FAILURE');
    });
  }
}

for (const [name, identity] of signers) {
  test(`XML Signature 1.1 §4.4.3: an enveloped signature is verified as over the whole document, ${name}`, async (t) => {
    const signed = await signXml({ packaging: 'enveloped', document: act, identity, digest });
    const [report] = await judge(signed);
    t.is(report?.indication, 'TOTAL-PASSED', JSON.stringify(report?.reason));
    t.is(report?.coverage, 'FULL');
    t.is(report?.format, 'XMLDSig');
    const changed = new TextDecoder().decode(signed).replace('1 000,50', '9 000,50');
    const [bad] = await judge(octets(changed));
    t.is(bad?.subIndication, 'HASH_FAILURE');
    t.is(bad?.coverage, 'NONE');
  });

  test(`XML Signature 1.1 §4.4.3.1: a detached signature is over the content handed in, ${name}`, async (t) => {
    const content = octets('Контракт № 17');
    const signed = await signXml({
      packaging: 'detached',
      content: bytesSource(content),
      uri: 'Контракт & 17.pdf',
      identity,
      digest,
    });
    const [report] = await judge(signed, content);
    t.is(report?.indication, 'TOTAL-PASSED', JSON.stringify(report?.reason));
    t.is(report?.coverage, 'FULL');
    t.is(report?.signedContent[0]?.size, content.length);
    const [bad] = await judge(signed, octets('Контракт № 18'));
    t.is(bad?.subIndication, 'HASH_FAILURE');
    const [absent] = await judge(signed);
    t.is(absent?.subIndication, 'SIGNED_DATA_NOT_FOUND');
  });

  test(`XML Signature 1.1 §4.6: an enveloping signature carries its content, ${name}`, async (t) => {
    const signed = await signXml({ packaging: 'enveloping', content: act, identity, digest });
    const [report] = await judge(signed);
    t.is(report?.indication, 'TOTAL-PASSED', JSON.stringify(report?.reason));
    t.is(report?.coverage, 'FULL');
    t.is(report?.signedContent[0]?.size, act.length);
  });

  test(`urn://smev-gov-ru/xmldsig/transform: signed and verified, ${name}`, async (t) => {
    const document = octets('<x:r xmlns:x="urn:test:smev"> <x:a z="1" b="2">т &gt; 1</x:a> </x:r>');
    const signed = await signXml({
      packaging: 'enveloped',
      document,
      smev: true,
      identity,
      digest,
    });
    const [report] = await judge(signed);
    t.is(report?.indication, 'TOTAL-PASSED', JSON.stringify(report?.reason));
    // The transform does not see blanks between elements; another text it does see.
    const blank = new TextDecoder().decode(signed).replace('<x:a', '\n<x:a');
    t.is((await judge(octets(blank)))[0]?.indication, 'TOTAL-PASSED');
    const other = new TextDecoder()
      .decode(signed)
      .replace('> 1', '> 2')
      .replace('&gt; 1', '&gt; 2');
    t.is((await judge(octets(other)))[0]?.subIndication, 'HASH_FAILURE');
  });
}

test('a document in windows-1251 keeps its octets around the signature', async (t) => {
  const document = new Uint8Array(
    Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="windows-1251"?>\r\n<r a="'),
      Buffer.from([0xc0, 0xea, 0xf2]), // Акт
      Buffer.from('"/>\r\n'),
    ]),
  );
  const signed = await signXml({ packaging: 'enveloped', document, identity: ec, digest });
  const at = Buffer.from(signed).indexOf('<ds:Signature');
  const text = Buffer.from(signed).toString('latin1');
  t.is(text.slice(0, at), `${Buffer.from(document).toString('latin1').slice(0, -4)}>`);
  t.true(text.endsWith('</ds:Signature></r>\r\n'));
  t.is((await judge(signed))[0]?.indication, 'TOTAL-PASSED');
});

test('signing refuses what is not XML, and a key that is not the certificate’s', async (t) => {
  const enveloped = { packaging: 'enveloped', identity: ec, digest } as const;
  const refused: readonly (readonly [string, SignXmlInput])[] = [
    ['unreadable-document', { ...enveloped, document: octets('%PDF-1.7') }],
    ['unreadable-document', { ...enveloped, document: octets('<!DOCTYPE a><a/>') }],
    [
      'unreadable-document',
      { ...enveloped, document: new Uint8Array(Buffer.from('\ufeff<a/>', 'utf16le')) },
    ],
    ['key-mismatch', { ...enveloped, document: act, identity: { ...ec, key: rsa.key } }],
    [
      'content-mismatch',
      { packaging: 'detached', content: bytesSource(act), uri: '#x', identity: ec, digest },
    ],
  ];
  for (const [code, input] of refused) {
    await t.throwsAsync(signXml(input), { name: 'SigningError', code }, code);
  }
});

const peers = signers.filter(([name]) => name === 'ECDSA' || name === 'RSA');

for (const [name, identity] of peers) {
  withXmlsec(`xmlsec1 verifies our enveloped signature, ${name}`, async (t) => {
    const signed = await signXml({ packaging: 'enveloped', document: act, identity, digest });
    const path = await scratchFolder(t, {
      'signed.xml': signed,
      'changed.xml': new TextDecoder().decode(signed).replace('1 000,50', '9 000,50'),
      'signer.pem': toPem('CERTIFICATE', identity.certificate.der),
    });
    const verify = (file: string) =>
      runPeer('xmlsec1', ['--verify', '--pubkey-cert-pem', path('signer.pem'), path(file)]);
    const good = await verify('signed.xml');
    t.true(good.ok, good.output);
    t.false((await verify('changed.xml')).ok);
  });

  withXmlsec(`xmlsec1 verifies our enveloping signature, ${name}`, async (t) => {
    const signed = await signXml({ packaging: 'enveloping', content: act, identity, digest });
    const path = await scratchFolder(t, {
      'signed.xml': signed,
      'signer.pem': toPem('CERTIFICATE', identity.certificate.der),
    });
    const args = ['--verify', '--pubkey-cert-pem', path('signer.pem')];
    const id = ['--id-attr:Id', 'http://www.w3.org/2000/09/xmldsig#:Object'];
    const good = await runPeer('xmlsec1', [...args, ...id, path('signed.xml')]);
    t.true(good.ok, good.output);
  });

  for (const method of ['REC-xml-c14n-20010315', 'xml-exc-c14n#']) {
    withXmlsec(`we verify what xmlsec1 signs, ${name}, ${method}`, async (t) => {
      const { certificate, pkcs8 } = identity;
      const path = await scratchFolder(t, {
        'template.xml': template(name, method),
        'key.pem': toPem('PRIVATE KEY', pkcs8),
        'signer.pem': toPem('CERTIFICATE', certificate.der),
      });
      const made = await runPeer('xmlsec1', [
        ...['--sign', '--privkey-pem', `${path('key.pem')},${path('signer.pem')}`],
        path('template.xml'),
      ]);
      t.true(made.ok, made.output);
      const [report] = await judge(new Uint8Array(made.stdout));
      t.is(report?.indication, 'TOTAL-PASSED', JSON.stringify(report?.reason));
      t.is(report?.coverage, 'FULL');
    });
  }
}

/** What xmlsec1 fills in. */
function template(name: string, method: string): string {
  const folder = method.startsWith('REC') ? 'TR/2001' : '2001/10';
  const form = `http://www.w3.org/${folder}/${method}`;
  const more = 'http://www.w3.org/2001/04/xmldsig-more#';
  return `<?xml version="1.0"?>
<!-- before --><?first one?>
<r xmlns="urn:r" xmlns:unused="urn:u" b='2' a="1"><x:c xmlns:x="urn:x" x:z="&#9;q&quot;" ></x:c><![CDATA[a < b > c]]>
<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>
<CanonicalizationMethod Algorithm="${form}"/>
<SignatureMethod Algorithm="${more}${name === 'RSA' ? 'rsa' : 'ecdsa'}-sha256"/>
<Reference URI=""><Transforms><Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
<Transform Algorithm="${form}"/></Transforms>
<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference>
</SignedInfo><SignatureValue/><KeyInfo><X509Data/></KeyInfo></Signature></r>
<!-- after -->`;
}
