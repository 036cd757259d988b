import test, { type ExecutionContext } from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { findAttributes, readSigningCertificate } from '../../formats/cms/attributes.ts';
import { parseSignedData } from '../../formats/cms/parse-signed-data.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { bankOfficer, head } from '../../test-fixtures/pki/subjects.ts';
import { signingKeyFromPkcs8 } from '../keys/pkcs8.ts';
import { sealBytes } from '../seal/seal-note.ts';
import { SigningError, type SigningErrorCode } from '../signing-error.ts';
import type { SigningIdentity } from '../signing-key.ts';
import { addSigner, signCades } from './sign-cades.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const withOpenssl = testWith('openssl', 'openssl');
const digest = algorithmsOf([nodeCrypto]);
const pki = await createPki({ now: NOW });
const ec = await pki.issue({ subject: head });
const rsa = await pki.issue({ subject: bankOfficer, key: 'rsa' });
const content = new TextEncoder().encode('Контракт № 17 от 20.11.2026\r\n');

const sign = (identities: readonly SigningIdentity[], detached: boolean) =>
  signCades({ content: bytesSource(content), detached, identities, signingTime: NOW, digest });

/** `openssl cms -verify -cades`: status and what was signed. */
async function opensslVerify(t: ExecutionContext, cms: Uint8Array, over?: Uint8Array) {
  const path = await scratchFolder(t, {
    cms,
    'root.pem': toPem('CERTIFICATE', pki.root.der),
    ...(over === undefined ? {} : { content: over }),
  });
  const { ok, stdout } = await runPeer('openssl', [
    ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', path('cms')],
    ...['-CAfile', path('root.pem'), '-attime', String(NOW.getTime() / 1000)],
    ...(over === undefined ? [] : ['-content', path('content')]),
  ]);
  return { ok, signed: new Uint8Array(stdout) };
}

const cases: readonly (readonly [string, readonly SigningIdentity[]])[] = [
  ['ECDSA', [ec]],
  ['RSA', [rsa]],
  ['RSA-PSS', [{ ...rsa, key: signingKeyFromPkcs8(rsa.pkcs8, { scheme: 'pss' }) }]],
  ['two signers', [ec, rsa]],
];

for (const [name, identities] of cases) {
  withOpenssl(`EN 319 122-1 §6.3: openssl accepts an attached CAdES-B-B, ${name}`, async (t) => {
    const verdict = await opensslVerify(t, await sign(identities, false));
    t.deepEqual(verdict, { ok: true, signed: content });
  });

  withOpenssl(`EN 319 122-1 §6.3: openssl accepts a detached CAdES-B-B, ${name}`, async (t) => {
    const cms = await sign(identities, true);
    t.is((await parseSignedData(bytesSource(cms))).content, undefined);
    t.deepEqual(await opensslVerify(t, cms, content), { ok: true, signed: content });
  });

  withOpenssl(`openssl refuses the same signature over one other octet, ${name}`, async (t) => {
    const changed = Uint8Array.from(content, (octet, index) => (index === 3 ? octet ^ 1 : octet));
    t.false((await opensslVerify(t, await sign(identities, true), changed)).ok);
  });
}

test('the attributes of CAdES-B-B are there once each, with the signing certificate named', async (t) => {
  const { signerInfos, certificates, contentType, version } = await parseSignedData(
    bytesSource(await sign([ec], true)),
  );
  const [info] = signerInfos;
  const list = info?.signedAttributes?.list ?? [];
  for (const type of [OID.contentType, OID.messageDigest, OID.signingTime]) {
    t.is(findAttributes(list, type).length, 1, type);
  }
  const [reference] = findAttributes(list, OID.signingCertificateV2).flatMap((attribute) =>
    readSigningCertificate(attribute),
  );
  t.is(reference?.digestOid, OID.sha256);
  t.deepEqual(reference?.digest, await digest.digest(OID.sha256)?.digest(ec.certificate.der));
  t.deepEqual(reference?.issuerSerial?.serialNumber, ec.certificate.serialNumber);
  t.deepEqual([contentType, version], [OID.data, 1]);
  t.deepEqual(
    certificates.map(({ der }) => Buffer.from(der).toString('hex')).sort(),
    [ec.certificate, ...ec.chain].map(({ der }) => Buffer.from(der).toString('hex')).sort(),
  );
});

withOpenssl(
  'RFC 5652 §5.1: another content type makes version 3, and openssl reads it',
  async (t) => {
    const cms = await signCades({
      content: bytesSource(content),
      contentName: 'contract.pdf',
      detached: false,
      identities: [ec],
      signingTime: NOW,
      eContentType: '2.25.123456789',
      digest,
    });
    const parsed = await parseSignedData(bytesSource(cms));
    t.deepEqual([parsed.contentType, parsed.version], ['2.25.123456789', 3]);
    t.true((await opensslVerify(t, cms)).ok);
  },
);

for (const detached of [true, false]) {
  withOpenssl(
    `a parallel signature later leaves the first as it was, detached ${detached}`,
    async (t) => {
      const first = await sign([ec], detached);
      const both = await addSigner({
        existing: first,
        ...(detached ? { content: bytesSource(content) } : {}),
        identities: [rsa],
        signingTime: new Date(NOW.getTime() + 1000),
        digest,
      });
      t.true((await opensslVerify(t, both, detached ? content : undefined)).ok);
      const [before] = (await parseSignedData(bytesSource(first))).signerInfos;
      const after = (await parseSignedData(bytesSource(both))).signerInfos;
      t.is(after.length, 2);
      t.true(
        after.some((info) => Buffer.compare(info.signature, before?.signature ?? first) === 0),
      );
    },
  );
}

test('a parallel signature over other content is refused', async (t) => {
  const error = await t.throwsAsync(
    addSigner({
      existing: await sign([ec], true),
      content: bytesSource(content.subarray(1)),
      identities: [rsa],
      signingTime: NOW,
      digest,
    }),
    { instanceOf: SigningError },
  );
  t.is(error?.code, 'content-mismatch');
});

const refusals: readonly (readonly [string, SigningIdentity[], SigningErrorCode])[] = [
  ['the certificate is for another key', [{ ...rsa, certificate: ec.certificate }], 'key-mismatch'],
  ['one of two has another key', [ec, { ...rsa, key: ec.key }], 'key-mismatch'],
  ['nobody signs', [], 'no-signer'],
  [
    'no provider has the digest',
    [{ ...ec, key: { ...ec.key, digestOid: OID.streebog256 } }],
    'unknown-digest',
  ],
];

for (const [name, identities, code] of refusals) {
  test(`nothing is signed when ${name}`, async (t) => {
    const error = await t.throwsAsync(sign(identities, true), { instanceOf: SigningError });
    t.is(error?.code, code);
  });
}

test('an attached signature over too much content is refused before any of it is read', async (t) => {
  const content = {
    size: 64 * 1024 * 1024 + 1,
    read: () => Promise.reject(new Error('read')),
  };
  const error = await t.throwsAsync(
    signCades({ content, detached: false, identities: [ec], signingTime: NOW, digest }),
    { instanceOf: SigningError },
  );
  t.is(error?.code, 'too-large');
});

test('detached content is read in pieces, once for all signers', async (t) => {
  const size = 3 * 1024 * 1024 + 5;
  const reads: number[] = [];
  const source = {
    size,
    read: async (offset: number, length: number) => {
      const given = Math.min(length, size - offset);
      reads.push(given);
      return new Uint8Array(given).fill(offset % 251);
    },
  };
  const cms = await signCades({
    content: source,
    detached: true,
    identities: [ec, rsa],
    signingTime: NOW,
    digest,
  });
  t.is(
    reads.reduce((sum, length) => sum + length, 0),
    size,
  );
  t.true(Math.max(...reads) <= 256 * 1024);
  t.true(cms.length < 8192);
});

withOpenssl('the seal is a detached CAdES-B-B over exactly the octets', async (t) => {
  const note = new TextEncoder().encode('okno.example/log\n1\nAAAA\n');
  const seal = await sealBytes(ec, note, NOW, digest);
  t.true((await opensslVerify(t, seal, note)).ok);
  t.false((await opensslVerify(t, seal, note.subarray(0, -1))).ok);
});
