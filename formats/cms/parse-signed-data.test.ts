import { createHash, X509Certificate } from 'node:crypto';
import test from 'ava';
import { type Openssl, opensslMissing, withOpenssl } from '../../test-fixtures/peers/openssl.ts';
import { OID } from '../asn1/oids.ts';
import { bytesSource, readAll } from '../byte-source.ts';
import { findAttributes, readContentType, readMessageDigest } from './attributes.ts';
import { parseSignedData } from './parse-signed-data.ts';
import type { SignedData } from './signed-data.ts';

const missing = await opensslMissing();
const gostMissing = await opensslMissing({ gost: true });
const peer = (why: string | undefined) => (why === undefined ? test : test.skip);
const note = (why: string | undefined) => (why === undefined ? '' : ` (${why})`);

const content = new Uint8Array(20_000).map((_, index) => (index * 7) % 251);

async function signer(openssl: Openssl, ...key: readonly string[]): Promise<void> {
  await openssl.write('content', content);
  await openssl(
    ...['req', '-x509', '-newkey', ...key, '-nodes', '-keyout', 'key.pem', '-out', 'it.pem'],
    ...['-utf8', '-subj', '/CN=Подписант', '-set_serial', '77'],
  );
}

function sign(openssl: Openssl, out: string, ...options: readonly string[]): Promise<string> {
  return openssl(
    ...['cms', '-sign', '-binary', '-in', 'content', '-signer', 'it.pem', '-inkey', 'key.pem'],
    ...['-outform', 'DER', '-out', out, ...options],
  );
}

interface Expected {
  readonly attached?: boolean;
  readonly byKey?: boolean;
  readonly attributes?: boolean;
  readonly certificates?: number;
  readonly remarks?: readonly string[];
}

const variants: readonly [string, readonly string[], Expected][] = [
  ['detached', [], {}],
  ['attached', ['-nodetach'], { attached: true }],
  [
    'attached in BER',
    ['-nodetach', '-stream'],
    { attached: true, remarks: ['BER in place of DER'] },
  ],
  ['by key identifier', ['-keyid'], { byKey: true }],
  ['without attributes', ['-noattr'], { attributes: false }],
  ['without certificates', ['-nocerts'], { certificates: 0 }],
  ['in PEM', ['-outform', 'PEM'], { remarks: ['encoded as PEM'] }],
];

for (const [title, options, expected] of variants) {
  peer(missing)(`openssl cms -sign ${title}${note(missing)}`, async (t) => {
    await withOpenssl(async (openssl) => {
      await signer(openssl, 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256');
      await sign(openssl, 'it.cms', ...options);
      const facts = await parseSignedData(bytesSource(await openssl.read('it.cms')));
      t.is(facts.contentType, OID.data);
      t.deepEqual(facts.digestAlgorithms, [{ oid: OID.sha256 }]);
      t.deepEqual(facts.remarks, expected.remarks ?? []);
      t.is(facts.certificates.length, expected.certificates ?? 1);
      t.deepEqual(
        facts.content && (await readAll(facts.content, 1e6)),
        expected.attached ? content : undefined,
      );
      const [info, ...others] = facts.signerInfos;
      t.deepEqual(others, []);
      t.is(info?.sid.kind, expected.byKey ? 'subject-key-identifier' : 'issuer-and-serial');
      if (info?.sid.kind === 'issuer-and-serial')
        t.deepEqual(info.sid.serialNumber, Uint8Array.of(77));
      const certificate = new X509Certificate(await openssl.read('it.pem'));
      if (expected.certificates !== 0) {
        t.deepEqual(facts.certificates[0]?.der, new Uint8Array(certificate.raw));
      }
      const list = info?.signedAttributes?.list ?? [];
      t.is(list.length > 0, expected.attributes ?? true);
      const digest = new Uint8Array(createHash('sha256').update(content).digest());
      t.deepEqual(
        findAttributes(list, OID.messageDigest).map(readMessageDigest),
        list.length > 0 ? [digest] : [],
      );
      t.deepEqual(
        findAttributes(list, OID.contentType).map(readContentType),
        list.length > 0 ? [OID.data] : [],
      );
      t.is(
        info?.signedAttributes?.der,
        info?.signedAttributes?.signedBytes,
        'one array where DER was kept',
      );
    });
  });
}

peer(missing)(`two signers, base64, and zeros after the end${note(missing)}`, async (t) => {
  await withOpenssl(async (openssl) => {
    await signer(openssl, 'rsa:2048');
    await sign(openssl, 'one.cms');
    await signer(openssl, 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256');
    await openssl(
      'cms',
      '-resign',
      '-inform',
      'DER',
      '-in',
      'one.cms',
      '-signer',
      'it.pem',
      '-inkey',
      'key.pem',
      '-outform',
      'DER',
      '-out',
      'two.cms',
    );
    const two = await openssl.read('two.cms');
    const facts = await parseSignedData(bytesSource(two));
    t.is(facts.signerInfos.length, 2);
    const lines = Buffer.from(two).toString('base64').replace(/.{64}/g, '$&\r\n');
    const base64 = await parseSignedData(bytesSource(Buffer.from(`\ufeff${lines}\r\n`)));
    const { encapContentInfo } = facts.encoded;
    const without = (each: SignedData) => ({
      ...each,
      encoded: { ...each.encoded, encapContentInfo: undefined },
    });
    const same = without(facts);
    const encap = await readAll(encapContentInfo, 1000);
    t.deepEqual(await readAll(base64.encoded.encapContentInfo, 1000), encap);
    t.deepEqual(without(base64), { ...same, remarks: ['encoded as base64'] });
    const padded = await parseSignedData(bytesSource(Buffer.concat([two, Buffer.alloc(9)])));
    t.deepEqual(without(padded), { ...same, remarks: ['9 zero octets after the end'] });
  });
});

peer(missing)(`a CRL that came along; SignedData without signers${note(missing)}`, async (t) => {
  await withOpenssl(async (openssl) => {
    await signer(openssl, 'ed25519');
    await openssl.write('index.txt', '');
    await openssl.write(
      'ca.cnf',
      '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=null\ndefault_crl_days=3\n',
    );
    await openssl(
      'ca',
      '-config',
      'ca.cnf',
      '-gencrl',
      '-keyfile',
      'key.pem',
      '-cert',
      'it.pem',
      '-out',
      'crl.pem',
    );
    await openssl('crl', '-in', 'crl.pem', '-outform', 'DER', '-out', 'crl.der');
    await openssl(
      'crl2pkcs7',
      '-in',
      'crl.pem',
      '-certfile',
      'it.pem',
      '-outform',
      'DER',
      '-out',
      'bag',
    );
    const facts = await parseSignedData(bytesSource(await openssl.read('bag')));
    t.deepEqual(facts.crls, [await openssl.read('crl.der')]);
    t.deepEqual([facts.signerInfos, facts.certificates.length], [[], 1]);
  });
});

peer(gostMissing)(`GOST R 34.10-2012${note(gostMissing)}`, async (t) => {
  await withOpenssl(async (openssl) => {
    await signer(openssl, 'gost2012_256', '-pkeyopt', 'paramset:A', '-engine', 'gost');
    await sign(openssl, 'it.cms', '-engine', 'gost', '-md', 'md_gost12_256');
    const facts = await parseSignedData(bytesSource(await openssl.read('it.cms')));
    t.is(facts.digestAlgorithms[0]?.oid, OID.streebog256);
    t.is(facts.signerInfos[0]?.signature.length, 64);
    t.is(facts.signerInfos[0]?.signatureAlgorithm.oid, '1.2.643.7.1.1.1.1');
  });
});
