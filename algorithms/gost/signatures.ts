import { agreedDigest, namedDigest, refuseParameters } from '../identifiers/resolve-digest.ts';
import { oidsOf, xmlUrisOf } from '../identifiers/signatures.ts';
import type { DigestAlgorithm, DigestStream, SignatureAlgorithm } from '../provider.ts';
import type { GostScheme } from './identifiers.ts';
import type { ImportKey } from './key-cache.ts';
import { type GostPublicKey, verifyDigest } from './verify-digest.ts';

type Start = () => DigestStream;

/** GOST R 34.10 with the one digest that belongs to it. */
export function gostSignature(
  scheme: GostScheme,
  startDigest: Start,
  importKey: ImportKey,
): SignatureAlgorithm {
  const keyFor = (request: Parameters<NonNullable<SignatureAlgorithm['start']>>[0]) => {
    // RFC 9215 §3.1: absent; OpenSSL writes NULL.
    refuseParameters(scheme.name, request.algorithm, ['null']);
    // A GOST key beside SHA-256 is a contradiction, not a choice.
    agreedDigest(scheme.name, namedDigest(scheme, request.algorithm), request);
    return importKey(scheme, request.publicKey);
  };
  return {
    name: scheme.name,
    oids: oidsOf(scheme),
    xmlUris: xmlUrisOf(scheme),
    keyOids: scheme.keyOids,
    digestOid: (algorithm) => namedDigest(scheme, algorithm),
    verify(request) {
      const key = keyFor(request);
      const stream = startDigest();
      stream.update(request.data);
      return verifyDigest(key, stream.finish(), request.signature);
    },
    start: (request) => verifyStream(keyFor(request), startDigest()),
  };
}

function verifyStream(key: GostPublicKey, stream: DigestStream) {
  return {
    update: (piece: Uint8Array) => stream.update(piece),
    finish: (signature: Uint8Array) => verifyDigest(key, stream.finish(), signature),
  };
}

export function gostDigest(
  identifier: Pick<DigestAlgorithm, 'name' | 'oid' | 'xmlUris' | 'size'>,
  start: Start,
): DigestAlgorithm {
  return {
    ...identifier,
    digest(data) {
      const stream = start();
      stream.update(data);
      return stream.finish();
    },
    start,
  };
}
