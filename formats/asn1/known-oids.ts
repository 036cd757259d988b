import { oid } from './encode.ts';
import { OID } from './oids.ts';

interface KnownOid {
  readonly octets: Uint8Array;
  readonly text: string;
}

const HEADER = 2; // no OID of ours is longer than a length of one octet says

/** Places to look, a power of two, so many that most hold one. */
const PLACES = 1024;

const KNOWN: readonly (readonly KnownOid[])[] = placed(
  Object.values(OID).map((text) => ({ octets: oid(text).subarray(HEADER), text })),
);

function placed(all: readonly KnownOid[]): KnownOid[][] {
  const places = Array.from({ length: PLACES }, (): KnownOid[] => []);
  for (const known of all) places[mix(known.octets, 0, known.octets.length)]?.push(known);
  return places;
}

/**
 * The text of an object identifier that oids.ts names, from its content octets: nearly all that certificates
 * hold are among them, and writing each anew costs more than all else about reading it.
 */
export function knownOid(bytes: Uint8Array, start: number, end: number): string | undefined {
  const place = KNOWN[mix(bytes, start, end)] ?? [];
  for (let at = 0; at < place.length; at += 1) {
    const known = place[at];
    if (known?.octets.length === end - start && isAt(bytes, start, known.octets)) return known.text;
  }
  return undefined;
}

function isAt(bytes: Uint8Array, start: number, octets: Uint8Array): boolean {
  for (let at = 0; at < octets.length; at += 1) if (bytes[start + at] !== octets[at]) return false;
  return true;
}

// Finds where to look; the octets themselves decide.
function mix(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at += 1) sum = (Math.imul(sum, 31) + (bytes[at] ?? 0)) | 0;
  return (sum ^ (sum >>> 10) ^ (sum >>> 20)) & (PLACES - 1);
}
