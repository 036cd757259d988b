// What the openssl command digests and signs, the provider answers the same; one bit changed, it does not.
import type { ExecutionContext } from 'ava';
import { toHex } from '../formats/hex.ts';
import { type Openssl, withOpenssl } from '../test-fixtures/peers/openssl.ts';
import { testWith } from '../test-fixtures/peers/peer-test.ts';
import { nodeCrypto } from './node-crypto/provider.ts';
import { algorithmsOf } from './registry.ts';

const opensslTest = testWith('openssl', 'openssl');
const algorithms = algorithmsOf([nodeCrypto]);
const DATA = new TextEncoder().encode('Коносамент № 44');

/** As openssl names it, the digest's OID, that of its RSA signature, and its URI where RFC 9231 has one. */
const DIGESTS = [
  [
    'md5',
    '1.2.840.113549.2.5',
    '1.2.840.113549.1.1.4',
    'http://www.w3.org/2001/04/xmldsig-more#rsa-md5',
  ],
  [
    'ripemd160',
    '1.3.36.3.2.1',
    '1.3.36.3.3.1.2',
    'http://www.w3.org/2001/04/xmldsig-more#rsa-ripemd160',
  ],
  ['sha512-224', '2.16.840.1.101.3.4.2.5', '1.2.840.113549.1.1.15', undefined],
  ['sha512-256', '2.16.840.1.101.3.4.2.6', '1.2.840.113549.1.1.16', undefined],
] as const;

const CURVES = [
  ...['secp256k1', 'secp224r1', 'prime192v1'],
  ...[160, 192, 224, 256, 320, 384, 512].flatMap((bits) => [
    `brainpoolP${bits}r1`,
    `brainpoolP${bits}t1`,
  ]),
];

async function verifiesAs(
  t: ExecutionContext,
  oid: string,
  [publicKey, signature]: readonly [Uint8Array, Uint8Array],
): Promise<void> {
  const verify = (data: Uint8Array) =>
    algorithms.signature(oid)?.verify({ publicKey, algorithm: { oid }, data, signature });
  t.true(await verify(DATA), oid);
  t.false(await verify(DATA.map((octet, index) => (index === 0 ? octet ^ 1 : octet))), oid);
}

async function signed(openssl: Openssl, digest: string) {
  await openssl('pkey', '-in', 'key.pem', '-pubout', '-outform', 'DER', '-out', 'key.pub');
  await openssl('dgst', `-${digest}`, '-sign', 'key.pem', '-out', 'value', 'data');
  return [await openssl.read('key.pub'), await openssl.read('value')] as const;
}

for (const [name, digestOid, signatureOid, uri] of DIGESTS) {
  opensslTest(`${name}, and RSA over it, as openssl has them`, async (t) => {
    await withOpenssl(async (openssl) => {
      await openssl.write('data', DATA);
      const printed = await openssl('dgst', `-${name}`, '-r', 'data');
      const computed = await algorithms.digest(digestOid)?.digest(DATA);
      t.is(printed.split(' ')[0], toHex(computed ?? new Uint8Array()));
      await openssl('genpkey', '-algorithm', 'RSA', '-out', 'key.pem');
      const made = await signed(openssl, name);
      await verifiesAs(t, signatureOid, made);
      if (uri !== undefined) await verifiesAs(t, uri, made);
    });
  });
}

for (const curve of CURVES) {
  opensslTest(`ECDSA on ${curve} as openssl signs`, async (t) => {
    await withOpenssl(async (openssl) => {
      await openssl.write('data', DATA);
      await openssl('ecparam', '-name', curve, '-genkey', '-noout', '-out', 'key.pem');
      await verifiesAs(t, '1.2.840.10045.4.3.2', await signed(openssl, 'sha256'));
    });
  });
}
