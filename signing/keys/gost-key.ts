import { importGostPrivateKey } from '../../algorithms/gost/private-key.ts';
import { AlgorithmError } from '../../algorithms/provider.ts';
import { SigningError } from '../signing-error.ts';
import type { SigningKey } from '../signing-key.ts';

/** Key OIDs of GOST R 34.10-2012 and 2001; the latter is named so that it is told apart, not used. */
const GOST_KEYS: readonly string[] = ['1.2.643.7.1.1.1.1', '1.2.643.7.1.1.1.2', '1.2.643.2.2.19'];

export function isGostKey(algorithm: string | undefined): boolean {
  return algorithm !== undefined && GOST_KEYS.includes(algorithm);
}

/** A GOST R 34.10-2012 key in memory, from DER of PKCS #8. Throws SigningError `unsupported-key`. */
export function gostSigningKey(
  pkcs8: Uint8Array,
  random: (size: number) => Uint8Array,
): SigningKey {
  const { scheme, publicKey, sign } = readKey(pkcs8);
  const [keyOid = ''] = scheme.keyOids;
  return {
    // R 1323565.1.025-2019: CMS names the key's OID, without parameters, and the digest beside it.
    signatureAlgorithm: { oid: keyOid },
    digestOid: scheme.digest,
    publicKey,
    sign: async (data) => sign(data, random),
  };
}

function readKey(pkcs8: Uint8Array) {
  try {
    return importGostPrivateKey(pkcs8);
  } catch (cause) {
    if (!(cause instanceof AlgorithmError)) throw cause;
    throw new SigningError('unsupported-key', cause.message, cause);
  }
}
