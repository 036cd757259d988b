import { elementsFrom } from '../../../formats/xml/navigate.ts';
import { SMEV_TRANSFORM } from '../../../formats/xml/smev-transform.ts';
import type { XmlDocument, XmlElement } from '../../../formats/xml/tree.ts';
import { BASE64 } from './algorithm-names.ts';
import type { Identifiers } from './identifiers.ts';
import { problem, type ReferenceElement } from './signature-element.ts';
import { isWithoutSignatures, onlySignaturesLeftOut } from './without-signatures.ts';

/** What a URI points at (XML Signature 1.1 §4.4.3.1–3). */
export type ReferenceTarget =
  | { readonly kind: 'document'; readonly comments: boolean }
  | { readonly kind: 'element'; readonly element: XmlElement; readonly comments: boolean }
  | { readonly kind: 'missing'; readonly id: string }
  /** Outside the document: handed in, never fetched. */
  | { readonly kind: 'external'; readonly uri: string | undefined };

/** Throws FormatError: `malformed` for an identifier that is not unique, `unsupported` for other pointers. */
export function referenceTarget(
  uri: string | undefined,
  identifiers: Identifiers,
): ReferenceTarget {
  // §4.4.3.3: without comments for `""` and `#id`, with them for the two XPointers.
  if (uri === '') return { kind: 'document', comments: false };
  if (uri === undefined || leadsOutside(uri)) return { kind: 'external', uri };
  if (uri === '#xpointer(/)') return { kind: 'document', comments: true };
  const pointer = /^#xpointer\(id\((['"])([^'"]+)\1\)\)$/.exec(uri);
  const id = pointer?.[2] ?? uri.slice(1);
  if (pointer === null && /[()]/.test(id))
    throw problem('unsupported', `reference ${uri.slice(0, 200)}`);
  const [element, other] = identifiers.bearing(id);
  if (other !== undefined) throw problem('malformed', `identifier ${id} is not unique`);
  if (element === undefined) return { kind: 'missing', id };
  return { kind: 'element', element, comments: pointer !== null };
}

/** Not to the document in which it stands, nor a part of that (RFC 3986 §4.4). */
export function leadsOutside(uri: string | undefined): boolean {
  return uri === undefined || (uri !== '' && !uri.startsWith('#'));
}

/** Where an element stands, for people: `/Envelope/Body/Invoice`. */
export function locationOf(element: XmlElement): string {
  const names: string[] = [];
  for (let at: XmlElement | undefined = element; at !== undefined; at = at.parent) {
    const { parent, name } = at;
    const same = parent?.children.filter(
      (child) => child.kind === 'element' && child.name === name,
    );
    const number = same === undefined || same.length === 1 ? '' : `[${same.indexOf(at) + 1}]`;
    names.unshift(`${name}${number}`);
  }
  return `/${names.join('/')}`;
}

/**
 * The document without the signature is all in the target, and nothing is left that nobody signed: what the
 * transforms take away is the signature alone, and what Canonical XML does not keep.
 */
export function isWholeDocument(
  target: ReferenceTarget,
  reference: ReferenceElement,
  { document, signature }: { readonly document: XmlDocument; readonly signature: XmlElement },
): boolean {
  const { transforms } = reference;
  if (signature === document.root) return false;
  // Text without its markup is not the document.
  if (transforms.some(({ algorithm }) => algorithm === BASE64)) return false;
  if (dropsInstructions(reference, document)) return false;
  const leavesOut = transforms.some(isWithoutSignatures);
  if (leavesOut && !onlySignaturesLeftOut(document.root, signature)) return false;
  if (target.kind === 'document') return true;
  const alone = document.children.every(({ kind }) => kind !== 'instruction');
  return target.kind === 'element' && target.element === document.root && alone;
}

/** Canonical XML keeps processing instructions, which may say how all is shown; this transform does not. */
export function dropsInstructions(
  { transforms }: ReferenceElement,
  { root, children }: XmlDocument,
): boolean {
  if (!transforms.some(({ algorithm }) => algorithm === SMEV_TRANSFORM)) return false;
  if (children.some(({ kind }) => kind === 'instruction')) return true;
  for (const element of elementsFrom(root)) {
    if (element.children.some(({ kind }) => kind === 'instruction')) return true;
  }
  return false;
}
