import { createVerify, type KeyObject, type VerifyKeyObjectInput, verify } from 'node:crypto';
import { curveOf } from '../identifiers/curves.ts';
import { refuseOtherKeys } from '../identifiers/public-key.ts';
import { agreedDigest, namedDigest, refuseParameters } from '../identifiers/resolve-digest.ts';
import { refuseWeakRsaKey } from '../identifiers/rsa-key.ts';
import {
  DSA,
  DSA_P1363,
  ECDSA,
  ECDSA_P1363,
  oidsOf,
  RSA_PKCS1,
  type SignatureIdentifier,
  xmlUrisOf,
} from '../identifiers/signatures.ts';
import { AlgorithmError, type SignatureAlgorithm, type VerifyRequest } from '../provider.ts';
import { nodeDigestName } from './digests.ts';
import type { ImportKey } from './key-cache.ts';

/** What node:crypto is asked, once the request is understood. */
export interface Question {
  readonly digest: string | null;
  readonly key: KeyObject | VerifyKeyObjectInput;
}

type Ask = (request: Omit<VerifyRequest, 'data' | 'signature'>) => Question;

/** A scheme whose requests `ask` translates; `streams` where the message may come in pieces. */
export function nodeSignature(
  scheme: SignatureIdentifier,
  ask: Ask,
  more: { streams: boolean; digestOid?: SignatureAlgorithm['digestOid'] },
): SignatureAlgorithm {
  const start: SignatureAlgorithm['start'] = (request) => {
    const { digest, key } = ask(request);
    if (digest === null) throw new AlgorithmError('cannot-stream', scheme.name, 'signs at once');
    const stream = createVerify(digest);
    return {
      update: (piece) => void stream.update(piece),
      finish: (signature) => stream.verify(key, signature),
    };
  };
  return {
    name: scheme.name,
    oids: oidsOf(scheme),
    xmlUris: xmlUrisOf(scheme),
    keyOids: scheme.keyOids,
    digestOid: more.digestOid ?? ((algorithm) => namedDigest(scheme, algorithm)),
    verify(request) {
      const { digest, key } = ask(request);
      return verify(digest, request.data, key, request.signature);
    },
    ...(more.streams ? { start } : {}),
  };
}

export function nodeDigestFor(scheme: string, oid: string): string {
  const name = nodeDigestName.get(oid);
  if (name === undefined) throw new AlgorithmError('bad-parameters', scheme, `digest ${oid}`);
  return name;
}

function digestFor(scheme: SignatureIdentifier, request: Parameters<Ask>[0]): string {
  const named = namedDigest(scheme, request.algorithm);
  return nodeDigestFor(scheme.name, agreedDigest(scheme.name, named, request));
}

export function rsaPkcs1(importKey: ImportKey): SignatureAlgorithm {
  return nodeSignature(
    RSA_PKCS1,
    (request) => {
      // RFC 4055 §5: parameters NULL; absent MUST be accepted too.
      refuseParameters(RSA_PKCS1.name, request.algorithm, ['null']);
      const key = importKey(request.publicKey, RSA_PKCS1.name, ({ oid, keyBits }) => {
        refuseOtherKeys(RSA_PKCS1, oid);
        refuseWeakRsaKey(keyBits, RSA_PKCS1.name);
      });
      return { digest: digestFor(RSA_PKCS1, request), key };
    },
    { streams: true },
  );
}

export function ecdsa(importKey: ImportKey): readonly SignatureAlgorithm[] {
  const ask =
    (scheme: SignatureIdentifier, dsaEncoding: 'der' | 'ieee-p1363'): Ask =>
    (request) => {
      // RFC 5758 §3.2: absent. CMS in the field also has NULL, or repeats the curve beside id-ecPublicKey.
      refuseParameters(scheme.name, request.algorithm, ['null', 'oid']);
      const key = importKey(request.publicKey, scheme.name, (parts) => {
        refuseOtherKeys(scheme, parts.oid);
        curveOf(parts, scheme.name);
      });
      return { digest: digestFor(scheme, request), key: encoded(key, dsaEncoding) };
    };
  return [
    nodeSignature(ECDSA, ask(ECDSA, 'der'), { streams: true }),
    nodeSignature(ECDSA_P1363, ask(ECDSA_P1363, 'ieee-p1363'), { streams: true }),
  ];
}

// DER is what node:crypto expects of itself, and a key with options around it costs it a third as much again.
function encoded(key: KeyObject, dsaEncoding: 'der' | 'ieee-p1363'): Question['key'] {
  return dsaEncoding === 'der' ? key : { key, dsaEncoding };
}

/** Verification only: FIPS 186-5 leaves DSA for signatures made long ago. */
export function dsa(importKey: ImportKey): readonly SignatureAlgorithm[] {
  const ask =
    (scheme: SignatureIdentifier, dsaEncoding: 'der' | 'ieee-p1363'): Ask =>
    (request) => {
      refuseParameters(scheme.name, request.algorithm, ['null']);
      const key = importKey(request.publicKey, scheme.name, ({ oid, parameters }) => {
        refuseOtherKeys(scheme, oid);
        if (parameters !== undefined) return;
        // RFC 3279 §2.3.2: inherited from the issuer, which the path knows and the key does not.
        throw new AlgorithmError('unsupported-key', scheme.name, 'domain parameters are inherited');
      });
      return { digest: digestFor(scheme, request), key: encoded(key, dsaEncoding) };
    };
  return [
    nodeSignature(DSA, ask(DSA, 'der'), { streams: true }),
    nodeSignature(DSA_P1363, ask(DSA_P1363, 'ieee-p1363'), { streams: true }),
  ];
}

/** EdDSA and ML-DSA: the message itself is signed, so a digest named beside is not this scheme's matter. */
export function pure(scheme: SignatureIdentifier, importKey: ImportKey): SignatureAlgorithm {
  return nodeSignature(
    scheme,
    (request) => {
      namedDigest(scheme, request.algorithm);
      refuseParameters(scheme.name, request.algorithm, []); // RFC 8410 §3, RFC 9881 §2: absent
      const key = importKey(request.publicKey, scheme.name, ({ oid }) => {
        refuseOtherKeys(scheme, oid);
      });
      return { digest: null, key };
    },
    { streams: false },
  );
}
