import type { DigestAlgorithm, MaybePromise } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { toHex } from '../../formats/hex.ts';
import type { RevocationObject } from '../revocation/status.ts';
import { digestPieces } from './digest-objects.ts';

/**
 * By the array itself: what was parsed is never written to, and a report names the same object in many places. What one
 * provider answered serves no other: references to certificates are compared with it.
 */
const KNOWN = new WeakMap<DigestAlgorithm, WeakMap<Uint8Array, string>>();

/** Lower-case hex digest of what is asked for in many places: a certificate, a CRL, a token. */
export function digestOf(octets: Uint8Array, algorithm: DigestAlgorithm): MaybePromise<string> {
  const answers = answersOf(algorithm);
  const known = answers.get(octets);
  if (known !== undefined) return known;
  const keep = (digest: string) => {
    answers.set(octets, digest);
    return digest;
  };
  const digest = digestOnce(octets, algorithm);
  return digest instanceof Promise ? digest.then(keep) : keep(digest);
}

function answersOf(algorithm: DigestAlgorithm): WeakMap<Uint8Array, string> {
  const known = KNOWN.get(algorithm);
  if (known !== undefined) return known;
  const answers = new WeakMap<Uint8Array, string>();
  KNOWN.set(algorithm, answers);
  return answers;
}

function digestOnce(octets: Uint8Array, algorithm: DigestAlgorithm): MaybePromise<string> {
  if (algorithm.hex !== undefined) return algorithm.hex(octets);
  const digest = algorithm.digest(octets);
  return digest instanceof Promise ? digest.then(toHex) : toHex(digest);
}

/** As `digestOf` under SHA-256, by which reports name things. Throws RangeError when no provider has it. */
export function sha256Of(octets: Uint8Array, algorithms: Algorithms): MaybePromise<string> {
  return digestOf(octets, sha256(algorithms));
}

/** The same of what is named once. */
export function sha256Once(octets: Uint8Array, algorithms: Algorithms): MaybePromise<string> {
  return digestOnce(octets, sha256(algorithms));
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
