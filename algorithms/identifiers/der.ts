/** One DER element: its tag octet, its content, and the whole of it. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

/**
 * The DER elements that make up `bytes` exactly, or undefined when they do not. Enough for keys and
 * algorithm parameters: single-octet tags, definite minimal lengths, flat; so there is nothing to bound.
 */
export function derElements(bytes: Uint8Array): readonly DerElement[] | undefined {
  const elements: DerElement[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const tag = bytes[offset] ?? 0;
    const length = derLength(bytes, offset + 1);
    if ((tag & 0x1f) === 0x1f || length === undefined) return undefined;
    const end = length.start + length.value;
    if (end > bytes.length) return undefined;
    elements.push({
      tag,
      content: bytes.subarray(length.start, end),
      whole: bytes.subarray(offset, end),
    });
    offset = end;
  }
  return elements;
}

// X.690 §8.1.3, §10.1: definite, in the fewest octets.
function derLength(
  bytes: Uint8Array,
  offset: number,
): { value: number; start: number } | undefined {
  const first = bytes[offset];
  if (first === undefined) return undefined;
  if (first < 0x80) return { value: first, start: offset + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 4) return undefined;
  let value = 0;
  for (let index = 1; index <= count; index++) {
    const octet = bytes[offset + index];
    if (octet === undefined || (index === 1 && octet === 0)) return undefined;
    value = value * 256 + octet;
  }
  return value < 0x80 ? undefined : { value, start: offset + 1 + count };
}

/** The dotted form of the content of an OBJECT IDENTIFIER; arcs up to 2^53, undefined beyond. */
export function dottedOid(content: Uint8Array): string | undefined {
  if (content.length === 0 || content.length > 64) return undefined;
  const arcs: number[] = [];
  let arc = 0;
  let fresh = true;
  for (const octet of content) {
    if (fresh && octet === 0x80) return undefined; // X.690 §8.19.2: fewest octets
    arc = arc * 128 + (octet & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER) return undefined;
    fresh = octet < 0x80;
    if (!fresh) continue;
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)));
    arcs.push(arcs.length === 1 ? arc - (arcs[0] ?? 0) * 40 : arc);
    arc = 0;
  }
  return fresh ? arcs.join('.') : undefined;
}
