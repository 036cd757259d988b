import { generateKeyPair, type KeyObject, type webcrypto } from 'node:crypto';
import { promisify } from 'node:util';

export type TestKeyType = 'rsa' | 'ec';

/** A fresh pair as pkijs wants it (CryptoKey) and as the signer's file (PKCS #8 DER). */
export interface TestKeys {
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
  readonly pkcs8: Uint8Array;
}

const generate = promisify(generateKeyPair);

/** RSA-2048 or ECDSA P-256, made on the thread pool. */
export async function generateKeys(type: TestKeyType): Promise<TestKeys> {
  const pair: { privateKey: KeyObject; publicKey: KeyObject } =
    type === 'rsa'
      ? await generate('rsa', { modulusLength: 2048 })
      : await generate('ec', { namedCurve: 'P-256' });
  const algorithm =
    type === 'rsa'
      ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      : { name: 'ECDSA', namedCurve: 'P-256' };
  const pkcs8 = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
  return {
    privateKey: pair.privateKey.toCryptoKey(algorithm, true, ['sign']),
    publicKey: pair.publicKey.toCryptoKey(algorithm, true, ['verify']),
    pkcs8: new Uint8Array(pkcs8),
  };
}
