import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { toHex } from '../../formats/hex.ts';
import type { RevocationObject } from '../revocation/status.ts';
import { digestPieces } from './digest-objects.ts';

/** By the array itself: what was parsed is never written to, and a report names the same object in many places. */
const KNOWN = new WeakMap<Uint8Array, string>();

/** Lower-case hex SHA-256; throws RangeError when no provider has it. */
export async function sha256Of(octets: Uint8Array, algorithms: Algorithms): Promise<string> {
  const known = KNOWN.get(octets);
  if (known !== undefined) return known;
  const digest = toHex(await sha256(algorithms).digest(octets));
  KNOWN.set(octets, digest);
  return digest;
}

/** The same of a CRL or an OCSP response; a CRL too large for memory is read in pieces, unless its digest is known. */
export async function revocationSha256(
  object: RevocationObject,
  algorithms: Algorithms,
): Promise<string> {
  if ('der' in object) return sha256Of(object.der, algorithms);
  return object.sha256 ?? toHex(await digestPieces([object.source], sha256(algorithms)));
}

function sha256(algorithms: Algorithms) {
  const found = algorithms.digest(OID.sha256);
  if (found === undefined) throw new RangeError('no provider has SHA-256');
  return found;
}
