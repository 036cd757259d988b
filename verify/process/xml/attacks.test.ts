import { createHmac } from 'node:crypto';
import test from 'ava';
import { nodeCrypto } from '../../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../../algorithms/registry.ts';
import { sideBySide } from '../../../algorithms/web-crypto/ecdsa-value.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { parseCrl } from '../../../formats/x509/parse-crl.ts';
import { signXml } from '../../../signing/xml/sign-xml.ts';
import { createPki } from '../../../test-fixtures/pki/create-pki.ts';
import { bankOfficer, head } from '../../../test-fixtures/pki/subjects.ts';
import { defaultPolicy } from '../../policy/default-policy.ts';
import type { Policy } from '../../policy/policy.ts';
import type { SignatureReport } from '../../report/report.ts';
import { validateSignatures } from '../validate-signatures.ts';
import { readXmlSignatures } from './read-xml-signatures.ts';

// The attacks of the field on XML signatures, each against a document that passes without it.

const NOW = new Date('2026-11-20T12:00:00Z');
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const algorithms = algorithmsOf([nodeCrypto]);
const pki = await createPki({ now: NOW });
const other = await createPki({ now: NOW, label: 'other' });
const crls = [parseCrl(await pki.crl(NOW)), parseCrl(await pki.crl(NOW, { of: 'root' }))];
const signer = await pki.issue({ subject: head });
const second = await pki.issue({ subject: bankOfficer });

const octets = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const INVOICE = '<i:Invoice xmlns:i="urn:invoice" Id="inv"><i:Sum>100</i:Sum></i:Invoice>';
const ENVELOPE = `<e:Envelope xmlns:e="urn:e"><e:Body>${INVOICE}</e:Body></e:Envelope>`;

async function signed(document: string, identity = signer): Promise<string> {
  const input = { document: octets(document), identity, digest: algorithms };
  return textOf(await signXml({ packaging: 'enveloped', ...input }));
}

/** A signature over the element with Id `inv` only, as message protocols have it. */
async function signedPart(): Promise<string> {
  const alone = await signed(INVOICE);
  const signature = signatureOf(alone);
  const info = await resigned(signature.replace('URI=""', 'URI="#inv"'));
  return ENVELOPE.replace('</e:Envelope>', `${info}</e:Envelope>`);
}

function signatureOf(document: string): string {
  return /<ds:Signature [\s\S]*<\/ds:Signature>/.exec(document)?.[0] ?? '';
}

/** SignatureValue anew, as the holder of the key would make it. */
async function resigned(signature: string): Promise<string> {
  const info = /<ds:SignedInfo>[\s\S]*?<\/ds:SignedInfo>/.exec(signature)?.[0] ?? '';
  const canonical = info.replace('<ds:SignedInfo>', `<ds:SignedInfo xmlns:ds="${DSIG}">`);
  const value = sideBySide(await signer.key.sign(octets(canonical)), 32) ?? new Uint8Array();
  return signature.replace(
    /<ds:SignatureValue>[^<]*/,
    `<ds:SignatureValue>${Buffer.from(value).toString('base64')}`,
  );
}

async function judge(document: string, given: { policy?: Policy; trustOf?: typeof pki } = {}) {
  const { signatures } = await validateSignatures({
    signature: { name: 'invoice.xml', source: bytesSource(octets(document)) },
    trust: [{ certificate: (given.trustOf ?? pki).root }],
    evidence: { certificates: [], crls, ocspResponses: [] },
    policy: given.policy ?? defaultPolicy,
    time: NOW,
    algorithms,
  });
  return signatures;
}

const passed = ({ indication, coverage }: SignatureReport) =>
  indication === 'TOTAL-PASSED' && coverage === 'FULL';
const reasonOf = (signatures: readonly SignatureReport[]) => signatures[0]?.reason.code;

const good = await signed(INVOICE);
const part = await signedPart();

test('without an attack the signature passes: whole document, and part of one', async (t) => {
  const [whole] = await judge(good);
  t.is(whole?.indication, 'TOTAL-PASSED', JSON.stringify(whole?.reason));
  t.is(whole?.coverage, 'FULL');
  const [partial] = await judge(part);
  t.is(partial?.indication, 'TOTAL-PASSED', JSON.stringify(partial?.reason));
  t.is(partial?.coverage, 'PARTIAL');
  t.regex(partial?.signedContent[0]?.name ?? '', /\/e:Envelope\/e:Body\/i:Invoice$/);
});

/** Attack, the document changed, and why it is refused; a finding is a value, never a pass. */
const attacks: readonly (readonly [string, string, string])[] = [
  [
    '1: a second SignedInfo before the one that was signed (CVE-2025-29774)',
    good.replace(
      '<ds:SignedInfo>',
      `${signedInfoOf(good).replace(/<ds:DigestValue>[^<]*/, '<ds:DigestValue>AAAA')}<ds:SignedInfo>`,
    ),
    'xml-signature-malformed',
  ],
  [
    '1: SignedInfo wrapped in an element that nobody knows',
    good
      .replace('<ds:SignedInfo>', '<w><ds:SignedInfo>')
      .replace('</ds:SignedInfo>', '</ds:SignedInfo></w>'),
    'xml-signature-malformed',
  ],
  [
    '1: the SignedInfo that was signed hidden in an Object',
    good
      .replace('<ds:SignedInfo>', '<ds:Object><ds:SignedInfo>')
      .replace('</ds:SignedInfo>', '</ds:SignedInfo></ds:Object>'),
    'xml-signature-malformed',
  ],
  [
    '2: a comment in DigestValue, which one reader skips and another reads (CVE-2025-29775)',
    good.replace('<ds:DigestValue>', '<ds:DigestValue>AAAA<!-- -->'),
    'xml-signature-malformed',
  ],
  [
    '2: a comment in SignatureValue',
    good.replace('<ds:SignatureValue>', '<ds:SignatureValue><!-- -->'),
    'xml-signature-malformed',
  ],
  [
    '3: two elements with the identifier that is signed',
    part.replace(
      '<e:Body>',
      '<e:Body><i:Invoice xmlns:i="urn:invoice" Id="inv"><i:Sum>9</i:Sum></i:Invoice>',
    ),
    'identifier-repeated',
  ],
  [
    '3: the same identifier under another attribute',
    part.replace('<e:Body>', '<e:Body><x xml:id="inv"/>'),
    'identifier-repeated',
  ],
  [
    '3: an identifier repeated where no reference points',
    part.replace('<e:Body>', '<e:Body><x ID="k"/><y ID="k"/>'),
    'identifier-repeated',
  ],
  [
    '3: `id`, which documents use freely, is refused where the reference means it',
    part.replace('<e:Body>', '<e:Body><x id="inv"/>'),
    'xml-signature-malformed',
  ],
  [
    '5: a canonicalization that would come out empty (relative namespace)',
    good.replace('<i:Sum>', '<i:Sum xmlns:q="relative" q:a="1">'),
    'xml-not-supported',
  ],
  [
    '5: an attribute in another namespace beside the one that is read',
    good.replace(' Id="inv"', ' xmlns:j="urn:j" j:Id="x" Id="inv"'),
    'content-digest-differs',
  ],
  [
    '7: HMAC over the public key in place of a signature (GHSA-c27r-x354-4m68)',
    hmacOf(good, 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256'),
    'mac-is-no-signature',
  ],
  [
    '8: HMAC cut off after no bits at all',
    hmacOf(good, `${DSIG}hmac-sha1`).replace(
      /(<ds:SignatureMethod[^>]*>)/,
      '$1<ds:HMACOutputLength>0</ds:HMACOutputLength>',
    ),
    'mac-is-no-signature',
  ],
  [
    '8: HMACOutputLength beside a real signature',
    good.replace(/(<ds:SignatureMethod[^>]*>)/, '$1<ds:HMACOutputLength>0</ds:HMACOutputLength>'),
    'xml-not-supported',
  ],
  [
    '9: enveloped-signature after canonicalization, where it would have nothing to take out',
    swapTransforms(good),
    'xml-not-supported',
  ],
  [
    '10: a reference that points at nothing',
    good.replace('URI=""', 'URI="#nowhere"'),
    'content-absent',
  ],
  ...[
    'http://www.w3.org/TR/1999/REC-xslt-19991116',
    'http://www.w3.org/TR/1999/REC-xpath-19991116',
    'http://www.w3.org/2002/06/xmldsig-filter2',
  ].map(
    (uri) =>
      [
        `13: transform ${uri} is not carried out`,
        good.replace(`Algorithm="${DSIG}enveloped-signature"`, `Algorithm="${uri}"`),
        'xml-not-supported',
      ] as const,
  ),
  [
    '13: SignedInfo canonicalized by a transform that is none',
    good.replace(
      `<ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"`,
      '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"',
    ),
    'xml-not-supported',
  ],
  [
    '13: a reference to a server is not fetched',
    good.replace('URI=""', 'URI="http://127.0.0.1:1/invoice.xml"'),
    'content-absent',
  ],
  [
    '13: a reference to a file is not opened',
    good.replace('URI=""', 'URI="file:///etc/hostname"'),
    'content-absent',
  ],
  [
    '13: more references than are worked through',
    good.replace(/<ds:Reference[\s\S]*<\/ds:Reference>/, (reference) => reference.repeat(31)),
    'xml-over-limit',
  ],
  [
    '13: more transforms than are worked through',
    good.replace(/<ds:Transform [^>]*><\/ds:Transform>/g, (transform) => transform.repeat(3)),
    'xml-over-limit',
  ],
];

for (const [title, document, code] of attacks) {
  test(`attack ${title}`, async (t) => {
    t.not(document, good);
    const signatures = await judge(document);
    t.is(reasonOf(signatures), code, JSON.stringify(signatures[0]?.reason));
    t.false(signatures.some(passed));
    t.deepEqual(signatures[0]?.signedContent, []);
  });
}

test('attack 3: the signed element moved aside and another put in its place: PARTIAL, and said where', async (t) => {
  const moved = part.replace(
    INVOICE,
    `<i:Invoice xmlns:i="urn:invoice"><i:Sum>900</i:Sum></i:Invoice><hidden>${INVOICE}</hidden>`,
  );
  const [report] = await judge(moved);
  t.is(report?.indication, 'TOTAL-PASSED');
  t.is(report?.coverage, 'PARTIAL');
  t.regex(report?.signedContent[0]?.name ?? '', /\/e:Body\/hidden\/i:Invoice$/);
});

test('attack 3: the signed document wrapped as a part of another', async (t) => {
  const wrapped = `<e:Envelope xmlns:e="urn:e">${good}<i:Invoice xmlns:i="urn:invoice"/></e:Envelope>`;
  const [report] = await judge(wrapped);
  t.is(report?.subIndication, 'HASH_FAILURE');
});

test('attack 4: what is handed back is what was digested, from the one tree', async (t) => {
  const [report] = await judge(good.replace('<i:Sum>100', '<i:Sum>1<!-- -->00'));
  t.is(report?.indication, 'TOTAL-PASSED');
  const source = bytesSource(octets(good.replace('<i:Sum>100', '<i:Sum>1<!-- -->00')));
  const [facts] = await readXmlSignatures({ signature: { name: 'x', source }, algorithms }, 8);
  const content = facts?.objects[0]?.content?.source;
  t.is(textOf((await content?.read(0, content.size)) ?? new Uint8Array()), INVOICE);
});

test('attack 6: a certificate in KeyInfo is no anchor, and a key there is not even a hint', async (t) => {
  const [stranger] = await judge(good, { trustOf: other });
  t.is(stranger?.indication, 'INDETERMINATE');
  t.false(stranger?.trusted);
  const keyValue = good.replace(
    /<ds:KeyInfo>.*<\/ds:KeyInfo>/,
    '<ds:KeyInfo><ds:KeyValue/></ds:KeyInfo>',
  );
  const [unnamed] = await judge(keyValue);
  t.is(unnamed?.subIndication, 'NO_SIGNING_CERTIFICATE_FOUND');
});

test('attack 6, 11: another’s certificate in KeyInfo: the value does not verify under it', async (t) => {
  const swapped = good.replace(
    /<ds:X509Certificate>[^<]*/,
    `<ds:X509Certificate>${Buffer.from(second.certificate.der).toString('base64')}`,
  );
  const [report] = await judge(swapped);
  t.is(report?.subIndication, 'SIG_CRYPTO_FAILURE');
});

test('attack 9: enveloped-signature takes out its own signature and no other', async (t) => {
  const twice = await signed(good, second);
  const signatures = await judge(twice);
  // The first signature was over a document without the second.
  t.deepEqual(
    signatures.map(({ indication, coverage }) => [indication, coverage]),
    [
      ['TOTAL-FAILED', 'NONE'],
      ['TOTAL-PASSED', 'FULL'],
    ],
  );
  const forged = twice.replace('<ds:KeyInfo>', '<ds:KeyInfo><evil/>');
  t.false((await judge(forged)).some(passed));
});

test('attack 9: all signatures left out: what another of them carries is not covered', async (t) => {
  const xpath =
    '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">' +
    '<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath></ds:Transform>';
  const own = signatureOf(good).replace(
    /<ds:Transform [^>]*enveloped-signature"><\/ds:Transform>/,
    xpath,
  );
  const document = good.replace(signatureOf(good), await resigned(own));
  t.true((await judge(document)).some(passed));
  const beside = (inside: string) =>
    judge(
      document.replace(
        '<ds:Signature ',
        `<ds:Signature xmlns:ds="${DSIG}">${inside}</ds:Signature>$&`,
      ),
    );
  for (const inside of ['<ds:Object>pay 900</ds:Object>', '<x>pay 900</x>']) {
    const reports = await beside(inside);
    t.is(reports[0]?.indication, 'TOTAL-FAILED');
    t.is(reports[1]?.indication, 'TOTAL-PASSED');
    t.is(reports[1]?.coverage, 'PARTIAL');
  }
  const other = document.replace('not(ancestor', 'not(self::x) or not(ancestor');
  t.is(reasonOf(await judge(other)), 'xml-not-supported');
});

// EN 319 102-1 §5.2.7.4 step 2: each signed data object has its own answer.
for (const [title, change, subIndication] of [
  ['before one that holds', '100', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
  ['before one whose digest differs', '900', 'HASH_FAILURE'],
] as const) {
  test(`attack 9: a reference under an unknown digest ${title}: ${subIndication}`, async (t) => {
    const own = signatureOf(part);
    const [reference = ''] = /<ds:Reference[\s\S]*?<\/ds:Reference>/.exec(own) ?? [];
    const unknown = reference.replace(/(<ds:DigestMethod Algorithm=")[^"]*/, '$1urn:digest:none');
    const both = await resigned(own.replace(reference, `${unknown}${reference}`));
    const document = part.replace(own, both).replace('<i:Sum>100', `<i:Sum>${change}`);
    const [report] = await judge(document);
    t.is(report?.subIndication, subIndication, JSON.stringify(report?.reason));
    t.is(report?.indication, subIndication === 'HASH_FAILURE' ? 'TOTAL-FAILED' : 'INDETERMINATE');
    t.false(report?.intact);
    t.true(report?.cryptographicallyValid);
  });
}

test('attack 9: one reference of several that does not hold leaves nothing signed', async (t) => {
  const changed = part.replace('<i:Sum>100', '<i:Sum>900');
  const [report] = await judge(changed);
  t.is(report?.subIndication, 'HASH_FAILURE');
  t.deepEqual(report?.signedContent, []);
});

test('attack 10: what stands in an unsigned Object is not judged, and does not widen the coverage', async (t) => {
  const object =
    '<ds:Object><q:QualifyingProperties xmlns:q="http://uri.etsi.org/01903/v1.3.2#"/></ds:Object>';
  const [report] = await judge(good.replace('</ds:Signature>', `${object}</ds:Signature>`));
  t.is(report?.indication, 'TOTAL-PASSED');
  t.true(report?.warnings.some(({ code }) => code === 'unsigned-attribute-not-judged'));
  t.is(report?.claimedSigningTime, undefined);
});

const unreadable: readonly (readonly [string, string])[] = [
  ['12: a document type declaration', `<!DOCTYPE i:Invoice>${good}`],
  [
    '12: an external entity',
    `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${good.replace('100', '&e;')}`,
  ],
  [
    '12: a billion laughs',
    `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${good.replace('100', '&b;')}`,
  ],
  ['12: an entity that nobody declared', good.replace('100', '&e;')],
  ['12: two roots (CVE-2022-39353)', `${good}${INVOICE}`],
  ['12: text beside the root', `${good}text`],
  ['12: a DOCTYPE after the root', `${good}<!DOCTYPE x>`],
  ['12: a comment that ends early', good.replace('100', '<!-- -- -->100')],
  ['12: a CDATA section that ends early', good.replace('100', ']]>100')],
  ['12: elements nested without end', `${'<a>'.repeat(300)}${'</a>'.repeat(300)}`],
];

for (const [title, document] of unreadable) {
  test(`attack ${title} is unreadable, not judged`, async (t) => {
    await t.throwsAsync(judge(document), { instanceOf: FormatError });
  });
}

test('attack 13: a policy can raise the limits', async (t) => {
  const many = await resigned(
    signatureOf(part).replace(/<ds:Reference[\s\S]*<\/ds:Reference>/, (each) => each.repeat(31)),
  );
  const document = part.replace(signatureOf(part), many);
  t.is(reasonOf(await judge(document)), 'xml-over-limit');
  const policy = { ...defaultPolicy, xml: { references: 31, transforms: 5 } };
  t.is((await judge(document, { policy }))[0]?.indication, 'TOTAL-PASSED');
});

test('attack 13: small elements under one long namespace do not grow without bound', async (t) => {
  const uri = `urn:${'x'.repeat(100_000)}`;
  const bomb = `<r xmlns:n="${uri}">${'<n:a/>'.repeat(4000)}</r>`;
  const document = good.replace(INVOICE.slice(0, -12), `$&${bomb}`);
  const [report] = await judge(document);
  t.is(report?.reason.code, 'xml-over-limit');
});

function signedInfoOf(document: string): string {
  return /<ds:SignedInfo>[\s\S]*?<\/ds:SignedInfo>/.exec(document)?.[0] ?? '';
}

function swapTransforms(document: string): string {
  return document.replace(
    /(<ds:Transform [^>]*><\/ds:Transform>)(<ds:Transform [^>]*><\/ds:Transform>)/,
    '$2$1',
  );
}

function hmacOf(document: string, method: string): string {
  const changed = document.replace(/(<ds:SignatureMethod Algorithm=")[^"]*/, `$1${method}`);
  const info = signedInfoOf(changed).replace(
    '<ds:SignedInfo>',
    `<ds:SignedInfo xmlns:ds="${DSIG}">`,
  );
  const digest = method.endsWith('sha1') ? 'sha1' : 'sha256';
  const value = createHmac(digest, signer.certificate.publicKey.der).update(info).digest('base64');
  return changed.replace(/<ds:SignatureValue>[^<]*/, `<ds:SignatureValue>${value}`);
}
