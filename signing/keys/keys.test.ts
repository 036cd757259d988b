import { generateKeyPairSync, verify } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { bitString, integer, octetString, oid, sequence } from '../../formats/asn1/encode.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { engineAuthority } from '../../test-fixtures/peers/engine-authority.ts';
import { testWithGost } from '../../test-fixtures/peers/gost-openssl.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki, type TestIdentity } from '../../test-fixtures/pki/create-pki.ts';
import { head } from '../../test-fixtures/pki/subjects.ts';
import { isCertificateOf } from '../match-certificate.ts';
import { SigningError, type SigningErrorCode } from '../signing-error.ts';
import { signingKeyFromPkcs8 } from './pkcs8.ts';
import { signingIdentityFromPkcs12 } from './pkcs12.ts';

const withOpenssl = testWith('openssl', 'openssl');
const pki = await createPki({ now: new Date('2026-11-20T12:00:00Z') });
const identities: Readonly<Record<'rsa' | 'ec', TestIdentity>> = {
  rsa: await pki.issue({ subject: head, key: 'rsa' }),
  ec: await pki.issue({ subject: head, key: 'ec' }),
};
const data = new TextEncoder().encode('данные');

function throwsCode(t: ExecutionContext, code: SigningErrorCode, action: () => unknown): void {
  t.is(t.throws(action, { instanceOf: SigningError })?.code, code);
}

const kinds = [
  ['rsa-2048', () => generateKeyPairSync('rsa', { modulusLength: 2048 }), 'sha256'],
  ['P-256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'sha256'],
  ['P-384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' }), 'sha384'],
  ['P-521', () => generateKeyPairSync('ec', { namedCurve: 'P-521' }), 'sha512'],
  ['Ed25519', () => generateKeyPairSync('ed25519'), null],
] as const;

for (const [name, generate, hash] of kinds) {
  test(`a PKCS #8 key signs, in DER and in PEM: ${name}`, async (t) => {
    const { privateKey, publicKey } = generate();
    const der = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }));
    for (const file of [der, toPem('PRIVATE KEY', der), Buffer.from(toPem('PRIVATE KEY', der))]) {
      const key = signingKeyFromPkcs8(file);
      t.deepEqual(Buffer.from(key.publicKey), publicKey.export({ format: 'der', type: 'spki' }));
      t.true(verify(hash, data, publicKey, await key.sign(data)));
    }
  });
}

test('an encrypted PKCS #8 key opens with its password and with no other', (t) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({
    format: 'pem',
    type: 'pkcs8',
    cipher: 'aes-256-cbc',
    passphrase: 'верно',
  });
  t.is(signingKeyFromPkcs8(String(pem), { password: 'верно' }).publicKey.length, 91);
  throwsCode(t, 'wrong-password', () => signingKeyFromPkcs8(String(pem), { password: 'неверно' }));
  throwsCode(t, 'wrong-password', () => signingKeyFromPkcs8(String(pem)));
});

test('a key that cannot be read or used is refused, each with its code', (t) => {
  const x25519 = generateKeyPairSync('x25519').privateKey.export({ format: 'der', type: 'pkcs8' });
  const odd = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
  throwsCode(t, 'unsupported-key', () => signingKeyFromPkcs8(x25519));
  const unknown = sequence(integer(0), sequence(oid('1.2.3.4')), octetString(x25519));
  throwsCode(t, 'unsupported-key', () => signingKeyFromPkcs8(unknown));
  throwsCode(t, 'unsupported-key', () => signingKeyFromPkcs8(toPem('PRIVATE KEY', unknown)));
  const noise = toPem('ENCRYPTED PRIVATE KEY', new Uint8Array(99));
  throwsCode(t, 'wrong-password', () => signingKeyFromPkcs8(noise, { password: 'верно' }));
  throwsCode(t, 'unreadable-key', () =>
    signingKeyFromPkcs8(toPem('PRIVATE KEY', new Uint8Array(9))),
  );
  throwsCode(t, 'unsupported-key', () =>
    signingKeyFromPkcs8(odd.export({ format: 'der', type: 'pkcs8' })),
  );
  for (const file of [new Uint8Array(), new Uint8Array(99), identities.ec.pkcs8.subarray(0, 60)]) {
    throwsCode(t, 'unreadable-key', () => signingKeyFromPkcs8(file));
  }
});

for (const [algorithm, sets, digest] of [
  ['gost2012_256', ['A', 'B', 'C', 'XA', 'XB', 'TCA', 'TCB', 'TCC', 'TCD'], 'md_gost12_256'],
  ['gost2012_512', ['A', 'B', 'C'], 'md_gost12_512'],
] as const) {
  for (const set of sets) {
    testWithGost(
      `GOST R 34.10-2012: the engine verifies what its key signs with us: ${algorithm} ${set}`,
      async (t, openssl) => {
        const parameters = ['-algorithm', algorithm, '-pkeyopt', `paramset:${set}`];
        await openssl('genpkey', ...parameters, '-out', 'key.pem');
        await openssl('pkey', '-in', 'key.pem', '-outform', 'DER', '-out', 'key.der');
        await openssl('pkey', '-in', 'key.pem', '-pubout', '-out', 'public.pem');
        await openssl('pkey', '-in', 'key.pem', '-pubout', '-outform', 'DER', '-out', 'public.der');
        const key = signingKeyFromPkcs8(await readFile(openssl.path('key.der')));
        const fromPem = signingKeyFromPkcs8(await readFile(openssl.path('key.pem'), 'utf8'));
        t.deepEqual(Buffer.from(key.publicKey), await readFile(openssl.path('public.der')));
        t.deepEqual(fromPem.publicKey, key.publicKey);
        await writeFile(openssl.path('data'), data);
        await writeFile(openssl.path('signature'), await key.sign(data));
        const verify = ['-verify', 'public.pem', '-signature', 'signature'];
        t.regex(String(await openssl('dgst', `-${digest}`, ...verify, 'data')), /Verified OK/);
        await writeFile(openssl.path('data'), 'другие данные');
        await t.throwsAsync(openssl('dgst', `-${digest}`, ...verify, 'data'));
      },
    );
  }
}

testWithGost('a GOST key opens from a PFX and from an encrypted PKCS #8', async (t, openssl) => {
  await engineAuthority(openssl, { algorithm: 'gost2012_256', set: 'TCA' });
  const secret = 'pass:верно';
  await openssl(
    ...['pkcs12', '-export', '-inkey', 'signer.key', '-in', 'signer.pem', '-certfile', 'sub.pem'],
    ...['-passout', secret, '-out', 'signer.p12'],
  );
  const pfx = new Uint8Array(await readFile(openssl.path('signer.p12')));
  const { key, chain } = signingIdentityFromPkcs12(pfx, 'верно');
  t.is(chain.length, 1);
  throwsCode(t, 'wrong-password', () => signingIdentityFromPkcs12(pfx, 'неверно'));
  await openssl(
    'pkcs8',
    '-topk8',
    '-in',
    'signer.key',
    '-passout',
    secret,
    '-out',
    'encrypted.pem',
  );
  const pem = await readFile(openssl.path('encrypted.pem'), 'utf8');
  t.deepEqual(signingKeyFromPkcs8(pem, { password: 'верно' }).publicKey, key.publicKey);
  throwsCode(t, 'wrong-password', () => signingKeyFromPkcs8(pem, { password: 'неверно' }));
  throwsCode(t, 'wrong-password', () => signingKeyFromPkcs8(pem));
});

test('a certificate is for a GOST key however its parameters are written', async (t) => {
  const { key, certificate } = await pki.issue({ subject: head, key: 'gost256' });
  const other = await pki.issue({ subject: head, key: 'gost256' });
  t.true(isCertificateOf(certificate, key));
  // RFC 9215 §4.2: the digest beside the curve may be written or left out.
  const point = key.publicKey.slice(-67);
  const parameters = sequence(oid('1.2.643.7.1.2.1.1.1'), oid('1.2.643.7.1.1.2.2'));
  const publicKey = sequence(
    sequence(oid('1.2.643.7.1.1.1.1'), parameters),
    bitString(point.slice(1)),
  );
  t.notDeepEqual(publicKey, key.publicKey);
  t.true(isCertificateOf(certificate, { publicKey }));
  t.false(isCertificateOf(other.certificate, { publicKey }));
  t.false(isCertificateOf(identities.ec.certificate, { publicKey }));
});

testWithGost('GOST R 34.10-2001 signs no more: unsupported, not damaged', async (t, openssl) => {
  const parameters = ['-algorithm', 'gost2001', '-pkeyopt', 'paramset:A'];
  await openssl('genpkey', ...parameters, '-outform', 'DER', '-out', 'key.der');
  const der = await readFile(openssl.path('key.der'));
  throwsCode(t, 'unsupported-key', () => signingKeyFromPkcs8(der));
  throwsCode(t, 'unreadable-key', () => signingKeyFromPkcs8(der.subarray(1)));
});

interface PfxOptions {
  readonly password: string;
  readonly legacy?: boolean;
  readonly certificates?: readonly Uint8Array[];
  readonly noCertificate?: boolean;
}

async function makePfx(t: ExecutionContext, identity: TestIdentity, options: PfxOptions) {
  const path = await scratchFolder(t, {
    'key.pem': toPem('PRIVATE KEY', identity.pkcs8),
    'leaf.pem': toPem('CERTIFICATE', identity.certificate.der),
    'chain.pem': (options.certificates ?? []).map((der) => toPem('CERTIFICATE', der)).join(''),
  });
  const answer = await runPeer('openssl', [
    ...['pkcs12', '-export', '-inkey', path('key.pem'), '-out', path('out.p12')],
    ...(options.noCertificate === true ? ['-nocerts'] : ['-in', path('leaf.pem')]),
    ...(options.certificates === undefined ? [] : ['-certfile', path('chain.pem')]),
    ...['-passout', `pass:${options.password}`, ...(options.legacy === true ? ['-legacy'] : [])],
  ]);
  t.true(answer.ok, answer.output);
  return readFile(path('out.p12'));
}

for (const key of ['rsa', 'ec'] as const) {
  for (const legacy of [false, true]) {
    const kind = `${key}, ${legacy ? '3DES and RC2' : 'PBES2 with AES'}`;
    withOpenssl(
      `RFC 7292: key, certificate and chain come octet for octet out of a PFX: ${kind}`,
      async (t) => {
        const identity = identities[key];
        const pfx = await makePfx(t, identity, {
          password: 'Пароль 1',
          legacy,
          certificates: [pki.root.der, pki.issuer.der],
        });
        const read = signingIdentityFromPkcs12(pfx, 'Пароль 1');
        t.deepEqual(read.certificate.der, identity.certificate.der);
        t.deepEqual(
          read.chain.map(({ der }) => der),
          [pki.issuer.der],
        );
        t.deepEqual(read.key.publicKey, identity.key.publicKey);
        t.is((await read.key.sign(data)).length > 60, true);
      },
    );
  }
}

withOpenssl('a PFX does not open with a wrong password, nor when damaged', async (t) => {
  const pfx = await makePfx(t, identities.rsa, { password: 'один' });
  for (const wrong of ['два', '', 'Один']) {
    throwsCode(t, 'wrong-password', () => signingIdentityFromPkcs12(pfx, wrong));
  }
  for (const damaged of [new Uint8Array(), pfx.subarray(0, 500), new Uint8Array(2 ** 21)]) {
    throwsCode(t, 'unreadable-key', () => signingIdentityFromPkcs12(damaged, 'один'));
  }
});

// Made by openssl with the password «один»; decrypted under its UTF-16 form the padding happens to fit.
const FITTING_PADDING =
  'MIIBeQIBAzCCATMGCSqGSIb3DQEHAaCCASQEggEgMIIBHDCCARgGCSqGSIb3DQEHAaCCAQkEggEFMIIBATCB/gYLKoZIhvcNAQwKAQKgge4wgeswVgYJKoZIhvcNAQUNMEkwKAYJKoZIhvcNAQUMMBsECDabGjumFSTiAgEBMAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBCdc8j6VXk2sk4GaAT/PDIbBIGQEloGrRZ0qJiJzn+F/pt2aDrnEUfdcSAvw59TcsYxpx8KoU6gCRBk2oosj2tUCoL4WVYPU/yrOL9UIt4L91u/vFWI/1oXJVSKNUBb9dA9oVZQ3/471aoXMy2ZvU/Wms8eDYCWLhDrgh9RinXsNlpjBz6h7sO9WC9Ahto3ERN0qQYK3B+Fqvg7dxdHkDxy1ccVMD0wMTANBglghkgBZQMEAgEFAAQg0mG6GxEIkvYUNP3K+AGPxpXSX5E2LAAkQ/KOXbPxi3wECO0bBuJP30MW';

test('RFC 8018 §3: a wrong decryption that happens to have a right padding is not the end', (t) => {
  const pfx = new Uint8Array(Buffer.from(FITTING_PADDING, 'base64'));
  throwsCode(t, 'no-certificate', () => signingIdentityFromPkcs12(pfx, 'один'));
  throwsCode(t, 'wrong-password', () => signingIdentityFromPkcs12(pfx, 'два'));
});

withOpenssl('a PFX without a certificate for its key gives no identity', async (t) => {
  const without = await makePfx(t, identities.ec, { password: 'один', noCertificate: true });
  throwsCode(t, 'no-certificate', () => signingIdentityFromPkcs12(without, 'один'));
});
