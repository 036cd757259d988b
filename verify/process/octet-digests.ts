import type { Algorithms } from '../../algorithms/registry.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { toHex } from '../../formats/hex.ts';
import type { RevocationObject } from '../revocation/status.ts';
import { digestPieces } from './digest-objects.ts';

/** Lower-case hex SHA-256; throws RangeError when no provider has it. */
export async function sha256Of(octets: Uint8Array, algorithms: Algorithms): Promise<string> {
  return toHex(await sha256(algorithms).digest(octets));
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
