import type { DerReader } from '../asn1/decode.ts';

/**
 * A BIT STRING with named bits, the first name for bit 0. Trailing zero bits, which DER leaves away
 * (X.690 §11.2.2), are read as issuers write them; a set bit without a name is an error.
 */
export function readNamedBits<T extends string>(
  reader: DerReader,
  tag: number,
  names: readonly T[],
): ReadonlySet<T> {
  const start = reader.offset;
  const { octets } = reader.bitString(tag);
  const set = new Set<T>();
  for (const [index, octet] of octets.entries()) {
    for (let bit = 0; bit < 8; bit += 1) {
      if ((octet & (0x80 >> bit)) === 0) continue;
      const name = names[8 * index + bit];
      if (name === undefined) throw reader.error('malformed', `bit ${8 * index + bit} set`, start);
      set.add(name);
    }
  }
  return set;
}
