import type { DigestAlgorithm, MaybePromise } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { toHex } from '../../formats/hex.ts';
import type { RevocationObject } from '../revocation/status.ts';
import { digestPieces } from './digest-objects.ts';

/**
 * By the array itself: what was parsed is never written to, and a report names the same object in many places. What one
 * set of providers answered serves no other: references to certificates are compared with it.
 */
const KNOWN = new WeakMap<Algorithms, WeakMap<Uint8Array, string>>();

/**
 * Lower-case hex SHA-256 of what a report names in many places: a certificate, a CRL, a token. Throws RangeError when no
 * provider has it.
 */
export function sha256Of(octets: Uint8Array, algorithms: Algorithms): MaybePromise<string> {
  const answers = answersOf(algorithms);
  const known = answers.get(octets);
  if (known !== undefined) return known;
  const keep = (digest: string) => {
    answers.set(octets, digest);
    return digest;
  };
  const digest = sha256Once(octets, algorithms);
  return digest instanceof Promise ? digest.then(keep) : keep(digest);
}

function answersOf(algorithms: Algorithms): WeakMap<Uint8Array, string> {
  const known = KNOWN.get(algorithms);
  if (known !== undefined) return known;
  const answers = new WeakMap<Uint8Array, string>();
  KNOWN.set(algorithms, answers);
  return answers;
}

/** The same of what is named once. */
export function sha256Once(octets: Uint8Array, algorithms: Algorithms): MaybePromise<string> {
  const algorithm = sha256(algorithms);
  if (algorithm.hex !== undefined) return algorithm.hex(octets);
  const digest = algorithm.digest(octets);
  return digest instanceof Promise ? digest.then(toHex) : toHex(digest);
}

/** The same of a CRL or an OCSP response; a CRL too large for memory is read in pieces, unless its digest is known. */
export function revocationSha256(
  object: RevocationObject,
  algorithms: Algorithms,
): MaybePromise<string> {
  if ('der' in object) return sha256Of(object.der, algorithms);
  return object.sha256 ?? digestPieces([object.source], sha256(algorithms)).then(toHex);
}

function sha256(algorithms: Algorithms): DigestAlgorithm {
  const found = algorithms.digest(OID.sha256);
  if (found === undefined) throw new RangeError('no provider has SHA-256');
  return found;
}
