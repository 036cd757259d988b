/** The standard's order, most significant octet first: both halves of a signature. */
export function fromBigEndian(octets: Uint8Array): bigint {
  let hex = '0x0';
  for (const octet of octets) hex += octet.toString(16).padStart(2, '0');
  return BigInt(hex);
}

/** The order of digests, coordinates and private keys in Russian formats (RFC 9215 §4.1, RFC 9337 §5). */
export function fromLittleEndian(octets: Uint8Array): bigint {
  return fromBigEndian(octets.toReversed());
}

export function toBigEndian(value: bigint, size: number): Uint8Array {
  const hex = value.toString(16).padStart(2 * size, '0');
  return Uint8Array.from(hex.match(/../g) ?? [], (octet) => Number.parseInt(octet, 16));
}

export function toLittleEndian(value: bigint, size: number): Uint8Array {
  return toBigEndian(value, size).reverse();
}
