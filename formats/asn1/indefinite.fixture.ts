/** BER of the same value with indefinite lengths in all that nests, but for the elements that are in `kept`. */
export function indefinite(der: Uint8Array, kept: readonly Uint8Array[] = []): Uint8Array {
  const nests = ((der[0] ?? 0) & 0x20) !== 0;
  if (!nests || kept.some((each) => Buffer.compare(each, der) === 0)) return der;
  const { start } = extent(der);
  const members: Uint8Array[] = [];
  for (let rest = der.subarray(start); rest.length > 0; ) {
    const { end } = extent(rest);
    members.push(indefinite(rest.subarray(0, end), kept));
    rest = rest.subarray(end);
  }
  return new Uint8Array(
    Buffer.concat([Uint8Array.of(der[0] ?? 0, 0x80), ...members, Buffer.alloc(2)]),
  );
}

/** Where the content of the first element begins and ends. */
function extent(der: Uint8Array): { start: number; end: number } {
  const first = der[1] ?? 0;
  const start = 2 + (first > 0x80 ? first & 0x7f : 0);
  const length = first > 0x80 ? der.subarray(2, start).reduce((a, b) => a * 256 + b, 0) : first;
  return { start, end: start + length };
}
