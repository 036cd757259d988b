import { constants } from 'node:crypto';
import { DIGESTS } from '../identifiers/digests.ts';
import {
  encodePssKey,
  type PssParameters,
  readPssParameters,
} from '../identifiers/pss-parameters.ts';
import { type PublicKeyParts, readPublicKey } from '../identifiers/public-key.ts';
import { agreedDigest, namedDigest } from '../identifiers/resolve-digest.ts';
import { RSA_PSS, RSASSA_PSS } from '../identifiers/signatures.ts';
import { AlgorithmError, type AlgorithmReference, type SignatureAlgorithm } from '../provider.ts';
import type { ImportKey } from './key-cache.ts';
import { nodeDigestFor, nodeSignature, refuseOtherKeys } from './signatures.ts';

/**
 * node:crypto takes no MGF1 digest of its own, yet OpenSSL honours the one inside an id-RSASSA-PSS key:
 * the key is wrapped with the parameters of the signature, and the salt length is asked for exactly.
 */
export function rsaPss(importKey: ImportKey): SignatureAlgorithm {
  return nodeSignature(
    RSA_PSS,
    (request) => {
      const parameters = parametersOf(request.algorithm);
      const digestOid = agreedDigest(RSA_PSS.name, parameters.digestOid, request);
      const digest = nodeDigestFor(RSA_PSS.name, digestOid);
      nodeDigestFor(RSA_PSS.name, parameters.mgfDigestOid);
      const parts = readPublicKey(request.publicKey, RSA_PSS.name);
      refuseOtherKeys(RSA_PSS, parts.oid);
      refuseRestricted(parts, parameters);
      const wrapped = encodePssKey(parts.keyBits, parameters);
      const key = {
        key: importKey(wrapped, RSA_PSS.name),
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: parameters.saltLength,
      };
      return { digest, key };
    },
    { streams: true, digestOid: (algorithm) => parametersOf(algorithm).digestOid },
  );
}

function parametersOf(algorithm: AlgorithmReference): PssParameters {
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
function refuseRestricted(key: PublicKeyParts, parameters: PssParameters): void {
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
