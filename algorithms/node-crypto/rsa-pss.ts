import { constants } from 'node:crypto';
import { encodePssKey } from '../identifiers/pss-parameters.ts';
import { pssParametersOf, refuseRestrictedKey } from '../identifiers/pss-request.ts';
import { readPublicKey, refuseOtherKeys } from '../identifiers/public-key.ts';
import { agreedDigest } from '../identifiers/resolve-digest.ts';
import { refuseWeakRsaKey } from '../identifiers/rsa-key.ts';
import { RSA_PSS } from '../identifiers/signatures.ts';
import type { SignatureAlgorithm } from '../provider.ts';
import type { ImportKey } from './key-cache.ts';
import { nodeDigestFor, nodeSignature } from './signatures.ts';

/**
 * node:crypto takes no MGF1 digest of its own, yet OpenSSL honours the one inside an id-RSASSA-PSS key:
 * the key is wrapped with the parameters of the signature, and the salt length is asked for exactly.
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
      const wrapped = encodePssKey(parts.keyBits, parameters);
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
