// Elements of DER as a tree that can be changed and written again with lengths that fit: mutants that get past the
// parser. Also into OCTET STRINGs, where TSTInfo and extensions lie.
import { rawOf } from '../../formats/asn1/encode.ts';
import { CONSTRUCTED, TAG } from '../../formats/asn1/tags.ts';

export interface Element {
  readonly tag: number;
  /** Of a primitive element that holds no elements. */
  readonly content?: Uint8Array;
  readonly children?: readonly Element[];
  /** The whole encoding as it was read; undefined where something was changed. */
  readonly written?: Uint8Array | undefined;
}

export function edited(element: Element, change: Omit<Partial<Element>, 'written'>): Element {
  return { ...element, ...change, written: undefined };
}

/** Undefined: the octets are not elements of DER one after the other. */
export function readElements(octets: Uint8Array): readonly Element[] | undefined {
  const elements: Element[] = [];
  let at = 0;
  while (at < octets.length) {
    const tag = octets[at] ?? 0;
    const header = readLength(octets, at + 1);
    if (header === undefined || (tag & 0x1f) === 0x1f) return undefined;
    const { start, length } = header;
    if (start + length > octets.length) return undefined;
    const end = start + length;
    elements.push({
      ...readElement(tag, octets.subarray(start, end)),
      written: octets.subarray(at, end),
    });
    at = end;
  }
  return elements;
}

function readElement(tag: number, content: Uint8Array): Element {
  const mayHold = (tag & CONSTRUCTED) !== 0 || tag === TAG.octetString;
  const children = mayHold && content.length > 0 ? readElements(content) : undefined;
  return children === undefined ? { tag, content } : { tag, children };
}

function readLength(octets: Uint8Array, at: number): { start: number; length: number } | undefined {
  const first = octets[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { start: at + 1, length: first };
  const count = first & 0x7f;
  if (count === 0 || count > 4) return undefined;
  let length = 0;
  for (const octet of octets.subarray(at + 1, at + 1 + count)) length = length * 256 + octet;
  return { start: at + 1 + count, length };
}

export function writeElement({ tag, content, children, written }: Element): Uint8Array {
  if (written !== undefined) return written;
  return rawOf(
    tag,
    children === undefined ? [content ?? new Uint8Array()] : children.map(writeElement),
  );
}

/** The element and everything inside it. */
export function all(element: Element): readonly Element[] {
  const found = [element];
  for (const each of found) found.push(...(each.children ?? []));
  return found;
}

/** The tree with `change` in place of the one element; what does not hold it stays as it was written. */
export function replaced(
  root: Element,
  target: Element,
  change: readonly Element[],
): readonly Element[] {
  if (root === target) return change;
  const { children } = root;
  if (children === undefined) return [root];
  for (const [at, child] of children.entries()) {
    const changed = replaced(child, target, change);
    if (changed.length === 1 && changed[0] === child) continue;
    return [edited(root, { children: children.toSpliced(at, 1, ...changed) })];
  }
  return [root];
}
