// The CRC-32 of ZIP (APPNOTE 6.3.10 §4.4.7), eight octets a step.
const POLYNOMIAL = 0xedb88320;
const TABLES: readonly Uint32Array[] = buildTables();

function buildTables(): Uint32Array[] {
  const first = new Uint32Array(256);
  for (let octet = 0; octet < 256; octet += 1) {
    let crc = octet;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    first[octet] = crc;
  }
  const tables = [first];
  for (let at = 1; at < 8; at += 1) {
    const before = tables[at - 1] ?? first;
    tables.push(before.map((crc) => (crc >>> 8) ^ (first[crc & 0xff] ?? 0)));
  }
  return tables;
}

/** CRC of `data` after what `crc` covers; 0 to begin. Unsigned 32 bits. */
export function crc32(data: Uint8Array, crc = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const at = (table: Uint32Array, octet: number) => table[octet & 0xff] ?? 0;
  let value = ~crc;
  let offset = 0;
  for (; offset + 8 <= data.length; offset += 8) {
    const low = value ^ view.getUint32(offset, true);
    const high = view.getUint32(offset + 4, true);
    value =
      at(t7, low) ^
      at(t6, low >>> 8) ^
      at(t5, low >>> 16) ^
      at(t4, low >>> 24) ^
      at(t3, high) ^
      at(t2, high >>> 8) ^
      at(t1, high >>> 16) ^
      at(t0, high >>> 24);
  }
  for (; offset < data.length; offset += 1) {
    value = (value >>> 8) ^ at(t0, value ^ (data[offset] ?? 0));
  }
  return ~value >>> 0;
}
