import { decodeBase64 } from '../../../formats/asn1/base64.ts';
import { FormatError, type FormatErrorCode } from '../../../formats/format-error.ts';
import { attributeOf, childElements, onlyText } from '../../../formats/xml/navigate.ts';
import type { XmlElement } from '../../../formats/xml/tree.ts';
import type { ReferenceLimits } from '../../policy/policy.ts';
import { DSIG } from './algorithm-names.ts';

/** ds:Signature as read (XML Signature 1.1 §4): nothing is verified, resolved or trusted. */
export interface SignatureElement {
  readonly element: XmlElement;
  readonly signedInfo: XmlElement;
  readonly canonicalization: MethodElement;
  readonly signatureMethod: MethodElement;
  readonly references: readonly ReferenceElement[];
  readonly value: Uint8Array;
  readonly keyInfo?: XmlElement;
  readonly objects: readonly XmlElement[];
}

export interface MethodElement {
  readonly algorithm: string;
  readonly parameters: readonly XmlElement[];
}

export interface ReferenceElement {
  readonly uri?: string;
  readonly type?: string;
  readonly transforms: readonly MethodElement[];
  readonly digestMethod: string;
  readonly digestValue: Uint8Array;
}

export function problem(code: FormatErrorCode, reason: string): FormatError {
  return new FormatError(code, { format: 'XML Signature', reason });
}

/**
 * The children are those of the schema, in its order, and there are no others: a second SignedInfo is not
 * skipped, it makes the signature unreadable. Throws FormatError.
 */
export function readSignatureElement(
  element: XmlElement,
  limits: ReferenceLimits,
): SignatureElement {
  const children = new Children(element);
  const signedInfo = children.one('SignedInfo');
  const value = octets(children.one('SignatureValue'));
  const keyInfo = children.optional('KeyInfo');
  const objects = children.all('Object');
  children.end();
  const info = new Children(signedInfo);
  const canonicalization = method(info.one('CanonicalizationMethod'));
  const signatureMethod = method(info.one('SignatureMethod'));
  const references = info.all('Reference');
  info.end();
  if (references.length === 0) throw problem('malformed', 'SignedInfo without Reference');
  if (references.length > limits.references) {
    throw problem('limit', `${references.length} references, over ${limits.references}`);
  }
  return {
    element,
    signedInfo,
    canonicalization,
    signatureMethod,
    references: references.map((reference) => readReference(reference, limits)),
    value,
    ...(keyInfo === undefined ? {} : { keyInfo }),
    objects,
  };
}

function readReference(element: XmlElement, limits: ReferenceLimits): ReferenceElement {
  const children = new Children(element);
  const transforms = children.optional('Transforms');
  const digestMethod = method(children.one('DigestMethod'));
  const digestValue = octets(children.one('DigestValue'));
  children.end();
  if (digestMethod.parameters.length > 0) {
    throw problem('unsupported', `parameters of ${digestMethod.algorithm}`);
  }
  const uri = attributeOf(element, 'URI');
  const type = attributeOf(element, 'Type');
  return {
    ...(uri === undefined ? {} : { uri }),
    ...(type === undefined ? {} : { type }),
    transforms: transforms === undefined ? [] : readTransforms(transforms, limits),
    digestMethod: digestMethod.algorithm,
    digestValue,
  };
}

function readTransforms(element: XmlElement, limits: ReferenceLimits): readonly MethodElement[] {
  const children = new Children(element);
  const list = children.all('Transform');
  children.end();
  if (list.length > limits.transforms) {
    throw problem('limit', `${list.length} transforms, over ${limits.transforms}`);
  }
  return list.map(method);
}

function method(element: XmlElement): MethodElement {
  const algorithm = attributeOf(element, 'Algorithm');
  if (algorithm === undefined) throw problem('malformed', `${element.localName} without Algorithm`);
  return { algorithm, parameters: childElements(element) };
}

/** Comments in a value would let two readers see two values. */
function octets(element: XmlElement): Uint8Array {
  const text = onlyText(element);
  if (text === undefined) throw problem('malformed', `${element.localName} is not only text`);
  return decodeBase64(text, element.localName);
}

/** The child elements one after the other, as the schema has them; between them only blanks and comments. */
class Children {
  readonly #parent: XmlElement;
  readonly #elements: readonly XmlElement[];
  #at = 0;

  constructor(parent: XmlElement) {
    this.#parent = parent;
    this.#elements = childElements(parent);
    const text = parent.children.some(
      (child) => (child.kind === 'text' || child.kind === 'cdata') && child.value.trim() !== '',
    );
    if (text) throw problem('malformed', `text in ${parent.localName}`);
  }

  optional(localName: string): XmlElement | undefined {
    const next = this.#elements[this.#at];
    if (next?.localName !== localName || next.namespace !== DSIG) return undefined;
    this.#at += 1;
    return next;
  }

  one(localName: string): XmlElement {
    const next = this.optional(localName);
    if (next !== undefined) return next;
    throw problem('malformed', `${localName} is not where it belongs`);
  }

  all(localName: string): readonly XmlElement[] {
    const found: XmlElement[] = [];
    for (let next = this.optional(localName); next; next = this.optional(localName))
      found.push(next);
    return found;
  }

  end(): void {
    const next = this.#elements[this.#at];
    if (next === undefined) return;
    throw problem('malformed', `${next.name} does not belong into ${this.#parent.localName}`);
  }
}
