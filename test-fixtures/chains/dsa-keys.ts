// RFC 3279 §2.3.2: DSA keys that name their domain parameters, and keys that inherit those of their issuer.
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readDer } from '../../formats/asn1/decode.ts';
import * as der from '../../formats/asn1/encode.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import type { Keys } from './forge.ts';

export const DSA_OID = '1.2.840.10040.4.1';

export interface DsaKeys extends Keys {
  readonly kind: 'dsa';
  /** DER of Dss-Parms. */
  readonly parameters: Uint8Array;
}

/** Small, as tests want them: 1024 bits. */
export function newDsaKeys(): DsaKeys {
  const { privateKey } = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
  const pkcs8 = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
  const parameters = readDer(pkcs8, 'PKCS #8', (reader) => {
    const inside = reader.enter(TAG.sequence);
    inside.integer();
    const algorithm = inside.enter(TAG.sequence);
    algorithm.oid();
    const found = algorithm.element();
    inside.element();
    return found;
  });
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return { kind: 'dsa', privateKey, spki, parameters };
}

/** A key over the parameters of `above`; its SubjectPublicKeyInfo says nothing of them, or NULL. */
export function inheritingDsaKeys(
  { parameters }: DsaKeys,
  says: 'nothing' | 'null' = 'nothing',
): DsaKeys {
  const { p, q, g } = readDer(parameters, 'Dss-Parms', (reader) => {
    const inside = reader.enter(TAG.sequence);
    return { p: inside.integer(), q: inside.integer(), g: inside.integer() };
  });
  const x = 1n + (BigInt(`0x${randomBytes(32).toString('hex')}`) % (q - 1n));
  const algorithm = (...more: readonly Uint8Array[]) => der.sequence(der.oid(DSA_OID), ...more);
  const pkcs8 = der.sequence(
    der.integer(0),
    algorithm(parameters),
    der.octetString(der.integer(x)),
  );
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), type: 'pkcs8', format: 'der' });
  const y = der.bitString(der.integer(power(g, x, p)));
  const spki = der.sequence(algorithm(...(says === 'null' ? [der.nullValue()] : [])), y);
  return { kind: 'dsa', privateKey, spki, parameters };
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
