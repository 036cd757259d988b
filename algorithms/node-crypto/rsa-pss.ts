import { constants } from 'node:crypto';
import {
  SHA1,
  SHA224,
  SHA256,
  SHA384,
  SHA512,
  SHA512_224,
  SHA512_256,
} from '../identifiers/digests.ts';
import { encodePssKey, encodeRsaKey, type PssParameters } from '../identifiers/pss-parameters.ts';
import { pssParametersOf, refuseRestrictedKey } from '../identifiers/pss-request.ts';
import { readPublicKey, refuseOtherKeys } from '../identifiers/public-key.ts';
import { agreedDigest } from '../identifiers/resolve-digest.ts';
import { refuseWeakRsaKey } from '../identifiers/rsa-key.ts';
import { RSA_PSS } from '../identifiers/signatures.ts';
import { AlgorithmError, type SignatureAlgorithm } from '../provider.ts';
import type { ImportKey } from './key-cache.ts';
import { nodeDigestFor, nodeSignature } from './signatures.ts';

/**
 * node:crypto masks with the digest of the message and takes no other, yet OpenSSL honours the one inside an
 * id-RSASSA-PSS key: where the two differ, the key is wrapped with the parameters of the signature. The salt
 * length is asked for exactly.
 */
export function rsaPss(importKey: ImportKey): SignatureAlgorithm {
  return nodeSignature(
    RSA_PSS,
    (request) => {
      const parameters = pssParametersOf(request.algorithm);
      const digestOid = agreedDigest(RSA_PSS.name, parameters.digestOid, request);
      const digest = nodeDigestFor(RSA_PSS.name, digestOid);
      nodeDigestFor(RSA_PSS.name, parameters.mgfDigestOid);
      const parts = readPublicKey(request.publicKey, RSA_PSS.name);
      refuseOtherKeys(RSA_PSS, parts.oid);
      refuseWeakRsaKey(parts.keyBits, RSA_PSS.name);
      refuseRestrictedKey(parts, parameters);
      const wrapped =
        parameters.mgfDigestOid === digestOid
          ? encodeRsaKey(parts.keyBits)
          : encodePssKey(parts.keyBits, refuseUnwritten(parameters));
      const key = {
        key: importKey(wrapped, RSA_PSS.name, ({ oid }) => refuseOtherKeys(RSA_PSS, oid)),
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: parameters.saltLength,
      };
      return { digest, key };
    },
    { streams: true, digestOid: (algorithm) => pssParametersOf(algorithm).digestOid },
  );
}

/** Of other digests OpenSSL reads no id-RSASSA-PSS key. */
function refuseUnwritten(parameters: PssParameters): PssParameters {
  const { digestOid, mgfDigestOid } = parameters;
  if (WRITTEN.has(digestOid) && WRITTEN.has(mgfDigestOid)) return parameters;
  const reason = `digest ${digestOid} masked with ${mgfDigestOid}`;
  throw new AlgorithmError('bad-parameters', RSA_PSS.name, reason);
}

const WRITTEN: ReadonlySet<string> = new Set([
  SHA1,
  SHA224,
  SHA256,
  SHA384,
  SHA512,
  SHA512_224,
  SHA512_256,
]);
