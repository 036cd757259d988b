import { escapeAttribute, escapeReturns, escapeText } from './escape.ts';
import { inheritedAttributes } from './inherited-attributes.ts';
import { type OctetSink, OctetWriter } from './octet-writer.ts';
import { type RenderedNamespace, RenderedNamespaces } from './rendered-namespaces.ts';
import { compareAttributes } from './start-tag.ts';
import type { XmlAttribute, XmlDocument, XmlElement, XmlNode } from './tree.ts';

/** Which canonical form: Canonical XML 1.0 or 1.1, or Exclusive XML Canonicalization 1.0. */
export interface CanonicalForm {
  readonly method: 'inclusive-1.0' | 'inclusive-1.1' | 'exclusive-1.0';
  readonly comments: boolean;
  /** Exclusive only: prefixes that are treated as inclusive; empty string for the default namespace. */
  readonly inclusivePrefixes?: readonly string[];
}

/** What is canonicalized: a document or an element with all that is in it, less what is cut out. */
export interface XmlSubset {
  readonly document: XmlDocument;
  /** Absent: the whole document. */
  readonly apex?: XmlElement;
  /** Which elements are cut out, with everything in them (the enveloped-signature transform). */
  readonly without?: (element: XmlElement) => boolean;
}

export const NOTHING = () => false;
const NO_ATTRIBUTES: readonly XmlAttribute[] = [];

/** Writes the canonical octets of `subset` into `sink`, piece by piece. Throws FormatError. */
export function canonicalize(subset: XmlSubset, form: CanonicalForm, sink: OctetSink): void {
  new Canonicalizer(subset, form, sink).run();
}

class Canonicalizer {
  readonly #subset: XmlSubset;
  readonly #form: CanonicalForm;
  readonly #out: OctetWriter;
  readonly #namespaces: RenderedNamespaces;
  readonly #isOut: (element: XmlElement) => boolean;

  constructor(subset: XmlSubset, form: CanonicalForm, sink: OctetSink) {
    this.#subset = subset;
    this.#isOut = subset.without ?? NOTHING;
    this.#form = form;
    this.#out = new OctetWriter(subset.document.text, sink);
    this.#namespaces = new RenderedNamespaces(form);
  }

  run(): void {
    const { document, apex } = this.#subset;
    if (apex === undefined) this.#documentNodes(document);
    else if (!this.#isOut(apex)) this.#tree(apex);
    this.#out.finish();
  }

  // Canonical XML 1.0 §2.3: a line feed between the root and what stands before or after it.
  #documentNodes({ children, root }: XmlDocument): void {
    let beforeRoot = true;
    for (const child of children) {
      if (child === root) {
        if (!this.#isOut(root)) this.#tree(root);
        beforeRoot = false;
      } else if (child.kind !== 'comment' || this.#form.comments) {
        if (!beforeRoot) this.#out.write('\n');
        this.#node(child);
        if (beforeRoot) this.#out.write('\n');
      }
    }
  }

  /** The depth of a document is limited where it is parsed. */
  #tree(element: XmlElement): void {
    const isApex = element === (this.#subset.apex ?? this.#subset.document.root);
    const declarations = this.#namespaces.enter(element, isApex);
    this.#startTag(element, declarations, isApex);
    for (const child of element.children) this.#node(child);
    if (element.endAsWritten) this.#out.copy(element.contentEnd, element.end);
    else this.#out.write(`</${element.name}>`);
    this.#namespaces.leave(declarations);
  }

  #node(node: XmlNode): void {
    switch (node.kind) {
      case 'element':
        if (!this.#isOut(node)) this.#tree(node);
        return;
      case 'text':
        if (node.asWritten) this.#out.copy(node.start, node.end);
        else this.#out.write(escapeText(node.value));
        return;
      case 'cdata':
        this.#out.write(escapeText(node.value));
        return;
      case 'comment':
        if (this.#form.comments) this.#out.write(`<!--${escapeReturns(node.value)}-->`);
        return;
      case 'instruction':
        this.#out.write(`<?${node.target}${afterTarget(node.value)}?>`);
    }
  }

  #startTag(
    element: XmlElement,
    declarations: readonly RenderedNamespace[],
    isApex: boolean,
  ): void {
    const { name, start, contentStart } = element;
    const inherited = isApex ? inheritedAttributes(element, this.#form) : NO_ATTRIBUTES;
    if (element.startAsWritten && inherited.length === 0) {
      // The attributes are written canonically already; the declarations come before them.
      const from = declarations.length === 0 ? start : start + 1 + name.length;
      if (from !== start) this.#out.write(`<${name}${textOf(declarations)}`);
      this.#out.copy(from, contentStart);
      return;
    }
    let tag = `<${name}${textOf(declarations)}`;
    const attributes = [...inherited, ...element.attributes].sort(compareAttributes);
    for (const attribute of attributes) {
      tag += ` ${attribute.name}="${escapeAttribute(attribute.value)}"`;
    }
    this.#out.write(`${tag}>`);
  }
}

function textOf(declarations: readonly RenderedNamespace[]): string {
  let text = '';
  for (const declaration of declarations) text += declaration.text;
  return text;
}

function afterTarget(value: string): string {
  return value === '' ? '' : ` ${escapeReturns(value)}`;
}
