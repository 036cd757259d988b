import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { generateGostKey } from '../../algorithms/gost/private-key.ts';
import type { AlgorithmIdentifier } from '../../formats/x509/certificate.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import type { SigningKey } from '../../signing/signing-key.ts';

export type TestKeyType = 'rsa' | 'ec' | 'gost256' | 'gost512';

/** A fresh pair: what signs, and the signer's file (PKCS #8 DER). */
export interface TestKeys {
  readonly key: SigningKey;
  readonly pkcs8: Uint8Array;
  /** signatureAlgorithm of certificates, CRLs and OCSP responses that the key signs. */
  readonly certificateAlgorithm: AlgorithmIdentifier;
}

const generate = promisify(generateKeyPair);

/** RSA-2048, ECDSA P-256, or GOST R 34.10-2012 on the sets A of tc26. */
export async function generateKeys(type: TestKeyType): Promise<TestKeys> {
  const pkcs8 = await generatePkcs8(type);
  const key = signingKeyFromPkcs8(pkcs8);
  return { key, pkcs8, certificateAlgorithm: certificateAlgorithm(key.signatureAlgorithm) };
}

async function generatePkcs8(type: TestKeyType): Promise<Uint8Array> {
  if (type === 'gost256' || type === 'gost512') {
    const random = (size: number) => new Uint8Array(randomBytes(size));
    return generateGostKey({ bits: type === 'gost256' ? 256 : 512, random });
  }
  const pair: { privateKey: KeyObject } =
    type === 'rsa'
      ? await generate('rsa', { modulusLength: 2048 })
      : await generate('ec', { namedCurve: 'P-256' });
  return new Uint8Array(pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
}

// RFC 9215 §3.1: certificates name the signature with its digest, where CMS names the key's OID.
const WITH_DIGEST: ReadonlyMap<string, string> = new Map([
  ['1.2.643.7.1.1.1.1', '1.2.643.7.1.1.3.2'],
  ['1.2.643.7.1.1.1.2', '1.2.643.7.1.1.3.3'],
]);

function certificateAlgorithm(inCms: AlgorithmIdentifier): AlgorithmIdentifier {
  const oid = WITH_DIGEST.get(inCms.oid);
  return oid === undefined ? inCms : { oid };
}
