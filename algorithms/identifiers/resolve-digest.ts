import { derReader } from '../../formats/asn1/decode.ts';
import { TAG } from '../../formats/asn1/tags.ts';
import { AlgorithmError, type AlgorithmReference, type VerifyRequest } from '../provider.ts';
import type { SignatureIdentifier } from './signatures.ts';

/** OID of the digest that the algorithm identifier itself names, undefined when it names none. */
export function namedDigest(
  scheme: SignatureIdentifier,
  algorithm: AlgorithmReference,
): string | undefined {
  if (!scheme.digestById.has(algorithm.oid)) {
    throw new AlgorithmError('unknown-algorithm', scheme.name, `not one of mine: ${algorithm.oid}`);
  }
  return scheme.digestById.get(algorithm.oid);
}

/**
 * The one digest that a request means. Two places may name it, and an attacker may change one of them:
 * a contradiction is refused, never resolved.
 */
export function agreedDigest(
  scheme: string,
  named: string | undefined,
  request: Pick<VerifyRequest, 'digestOid'>,
): string {
  const beside = request.digestOid;
  const digest = named ?? beside;
  if (digest === undefined) {
    throw new AlgorithmError('bad-parameters', scheme, 'no digest named');
  }
  if (beside !== undefined && beside !== digest) {
    throw new AlgorithmError('bad-parameters', scheme, `digest ${beside} beside ${digest}`);
  }
  return digest;
}

/** Refuses parameters other than those listed; an XML URI has none. */
export function refuseParameters(
  scheme: string,
  algorithm: AlgorithmReference,
  allowed: readonly ('null' | 'oid')[],
): void {
  if (algorithm.parameters === undefined) return;
  try {
    const reader = derReader(algorithm.parameters, 'algorithm parameters');
    if (allowed.includes('oid') && reader.is(TAG.oid)) reader.oid();
    else if (allowed.includes('null')) reader.nullValue();
    reader.finish();
  } catch (cause) {
    const reason = `unexpected parameters of ${algorithm.oid}`;
    throw new AlgorithmError('bad-parameters', scheme, reason, cause);
  }
}
