import { FormatError } from '../format-error.ts';
import type { CanonicalForm } from './canonicalize.ts';
import { compareCodePoints } from './compare-code-points.ts';
import { escapeAttribute } from './escape.ts';
import {
  type NamespaceDeclaration,
  type NamespaceScope,
  namespaceOf,
  type XmlElement,
} from './tree.ts';

/** A declaration with the text that it comes to in a start tag. */
export interface RenderedNamespace extends NamespaceDeclaration {
  readonly text: string;
  /** The list of it alone, which most elements need. */
  readonly alone: readonly RenderedNamespace[];
}

type Needed = NamespaceDeclaration[] | undefined;

const NONE: readonly RenderedNamespace[] = [];
/** Declarations whose text is kept: a document uses a few, again and again. */
const KEPT = 16;

/** Which namespace declarations an element of the canonical form carries, on the way through the tree. */
export class RenderedNamespaces {
  readonly #exclusive: boolean;
  readonly #inclusivePrefixes: readonly string[];
  /** Declarations on the open elements of the output, the innermost last. */
  readonly #rendered: RenderedNamespace[] = [];
  readonly #kept: RenderedNamespace[] = [];

  constructor({ method, inclusivePrefixes = [] }: CanonicalForm) {
    this.#exclusive = method === 'exclusive-1.0';
    this.#inclusivePrefixes = inclusivePrefixes;
  }

  /** The declarations to be written on `element`, in canonical order; to be given back to `leave`. */
  enter(element: XmlElement, isApex: boolean): readonly RenderedNamespace[] {
    const needed = this.#exclusive
      ? this.#utilized(element, isApex)
      : isApex
        ? this.#allInScope(element.scope)
        : this.#changed(element.declarations);
    const [first] = needed ?? [];
    if (needed === undefined || first === undefined) return NONE;
    if (needed.length === 1) {
      const only = this.#render(first);
      this.#rendered.push(only);
      return only.alone;
    }
    const rendered = needed.map((declaration) => this.#render(declaration));
    rendered.sort((a, b) => compareCodePoints(a.prefix, b.prefix));
    for (const declaration of rendered) this.#rendered.push(declaration);
    return rendered;
  }

  leave(declarations: readonly NamespaceDeclaration[]): void {
    this.#rendered.length -= declarations.length;
  }

  /** Canonical XML 1.0 §4.6, namespace axis of the apex: everything that is in scope there. */
  #allInScope(scope: NamespaceScope | undefined): NamespaceDeclaration[] {
    const visible = new Map<string, NamespaceDeclaration>();
    for (let at = scope; at !== undefined; at = at.outer) {
      if (!visible.has(at.prefix)) visible.set(at.prefix, at);
    }
    return [...visible.values()].filter(({ uri }) => uri !== '');
  }

  /** Canonical XML 1.0 §2.3: a declaration that says what the parent's said already is superfluous. */
  #changed(declarations: readonly NamespaceDeclaration[]): Needed {
    if (declarations.length === 0) return undefined;
    return declarations.filter(({ prefix, uri }) => this.#differs(prefix, uri));
  }

  /** Exclusive Canonicalization 1.0 §3: what the element and its attributes use, and what is listed. */
  #utilized(element: XmlElement, isApex: boolean): Needed {
    let needed = this.#need(undefined, element.prefix, element.namespace);
    for (const { prefix, namespace } of element.attributes) {
      if (prefix !== '') needed = this.#need(needed, prefix, namespace);
    }
    // Of the listed prefixes only a new declaration can make a difference below the apex.
    if (isApex || element.declarations.length > 0) {
      for (const prefix of this.#inclusivePrefixes) {
        const uri = namespaceOf(element.scope, prefix);
        if (uri !== undefined) needed = this.#need(needed, prefix, uri);
      }
    }
    return needed;
  }

  #need(needed: Needed, prefix: string, uri: string): Needed {
    if (prefix === 'xml' || !this.#differs(prefix, uri)) return needed;
    if (needed === undefined) return [{ prefix, uri }];
    if (!needed.some((other) => other.prefix === prefix)) needed.push({ prefix, uri });
    return needed;
  }

  /** Whether the output has another namespace under the prefix; none at all is the empty default. */
  #differs(prefix: string, uri: string): boolean {
    for (let at = this.#rendered.length - 1; at >= 0; at -= 1) {
      const rendered = this.#rendered[at];
      if (rendered?.prefix === prefix) return rendered.uri !== uri;
    }
    return uri !== '';
  }

  #render({ prefix, uri }: NamespaceDeclaration): RenderedNamespace {
    for (const known of this.#kept) {
      if (known.prefix === prefix && known.uri === uri) return known;
    }
    refuseRelative(uri);
    const name = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
    const alone: RenderedNamespace[] = [];
    const rendered = { prefix, uri, text: ` ${name}="${escapeAttribute(uri)}"`, alone };
    alone.push(rendered);
    if (this.#kept.length < KEPT) this.#kept.push(rendered);
    return rendered;
  }
}

// Canonical XML 1.0 §1.3: "Implementations MUST report an operation failure on documents containing
// relative namespace URIs": what they mean depends on where the document lies.
function refuseRelative(uri: string): void {
  if (uri === '' || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(uri)) return;
  const reason = `relative namespace ${uri.slice(0, 80)}`;
  throw new FormatError('unsupported', { format: 'Canonical XML', reason });
}
