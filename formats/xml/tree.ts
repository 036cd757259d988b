// The one tree of a document (XPath 1.0 §5, without a DTD). It is read and never changed; positions are
// indexes into `XmlDocument.text`, so that what is already canonical is copied and not written anew.

export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

export interface XmlDocument {
  /** The whole document as decoded, line ends as they were. */
  readonly text: string;
  readonly root: XmlElement;
  /** The root with the comments and processing instructions around it. */
  readonly children: readonly XmlNode[];
  /** Offset in the octets of the document of the character at an index of `text`. */
  readonly octetOffset: (index: number) => number;
}

export type XmlNode = XmlElement | XmlText | XmlComment | XmlInstruction;

export interface XmlElement {
  readonly kind: 'element';
  /** As written, with prefix. */
  readonly name: string;
  /** Empty without one. */
  readonly prefix: string;
  readonly localName: string;
  /** Empty without one. */
  readonly namespace: string;
  /** In the order of the document. */
  readonly attributes: readonly XmlAttribute[];
  /** Declarations on this very element; `xmlns:xml` apart, which says nothing. */
  readonly declarations: readonly NamespaceDeclaration[];
  /** Everything declared here and above. */
  readonly scope: NamespaceScope | undefined;
  readonly parent: XmlElement | undefined;
  readonly children: readonly XmlNode[];
  /** Of its `<`. */
  readonly start: number;
  /** After the `>` of the start tag. */
  readonly contentStart: number;
  /** Of the `<` of the end tag; equal to `end` for an empty-element tag. */
  readonly contentEnd: number;
  /** After its last `>`. */
  readonly end: number;
  /** The start tag declares no namespace and is written as Canonical XML has it. */
  readonly startAsWritten: boolean;
  readonly endAsWritten: boolean;
}

export interface XmlAttribute {
  readonly name: string;
  readonly prefix: string;
  readonly localName: string;
  readonly namespace: string;
  /** Normalized (XML 1.0 §3.3.3, CDATA). */
  readonly value: string;
}

export interface XmlText {
  readonly kind: 'text' | 'cdata';
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly asWritten: boolean;
}

export interface XmlComment {
  readonly kind: 'comment';
  readonly value: string;
}

export interface XmlInstruction {
  readonly kind: 'instruction';
  readonly target: string;
  readonly value: string;
}

export interface NamespaceDeclaration {
  /** Empty for the default namespace. */
  readonly prefix: string;
  /** Empty: the default namespace is undeclared. */
  readonly uri: string;
}

/** Namespace declarations, the innermost first. */
export interface NamespaceScope extends NamespaceDeclaration {
  readonly outer: NamespaceScope | undefined;
  /** Declarations from here to the root. */
  readonly size: number;
}

/** The namespace that a prefix stands for; undefined where nothing declares it. */
export function namespaceOf(scope: NamespaceScope | undefined, prefix: string): string | undefined {
  if (prefix === 'xml') return XML_NAMESPACE;
  for (let at = scope; at !== undefined; at = at.outer) if (at.prefix === prefix) return at.uri;
  return prefix === '' ? '' : undefined;
}
