import { AlgorithmError, type AlgorithmReference } from '../provider.ts';
import { DIGESTS } from './digests.ts';
import { type PssParameters, readPssParameters } from './pss-parameters.ts';
import type { PublicKeyParts } from './public-key.ts';
import { namedDigest } from './resolve-digest.ts';
import { RSA_PSS, RSASSA_PSS } from './signatures.ts';

/** What a signature's algorithm says: by its parameters (CMS, X.509), or by its name (XML). */
export function pssParametersOf(algorithm: AlgorithmReference): PssParameters {
  const named = namedDigest(RSA_PSS, algorithm);
  if (named !== undefined) {
    if (algorithm.parameters !== undefined) {
      throw new AlgorithmError('bad-parameters', RSA_PSS.name, `parameters of ${algorithm.oid}`);
    }
    // RFC 9231 §2.3.10: MGF1 with the same hash, a salt as long as the digest.
    const size = DIGESTS.find(({ oid }) => oid === named)?.size ?? 0;
    return { digestOid: named, mgfDigestOid: named, saltLength: size };
  }
  // RFC 4055 §3.1: in a signature the parameters MUST be present.
  if (algorithm.parameters === undefined) {
    throw new AlgorithmError('bad-parameters', RSA_PSS.name, 'parameters absent');
  }
  return readPssParameters(algorithm.parameters);
}

/** RFC 4055 §3.3: a key that carries parameters is for these hashes, and for salts no shorter. */
export function refuseRestrictedKey(key: PublicKeyParts, parameters: PssParameters): void {
  if (key.oid !== RSASSA_PSS || key.parameters === undefined) return;
  const allowed = readPssParameters(key.parameters);
  if (
    allowed.digestOid !== parameters.digestOid ||
    allowed.mgfDigestOid !== parameters.mgfDigestOid ||
    parameters.saltLength < allowed.saltLength
  ) {
    throw new AlgorithmError('bad-parameters', RSA_PSS.name, 'key is limited to other parameters');
  }
}
