import type { FormatError, FormatErrorCode } from '../format-error.ts';
import { skipBlank } from './characters.ts';
import { compareCodePoints } from './compare-code-points.ts';
import type { XmlLimits } from './limits.ts';
import type { NameTable, QualifiedName } from './name-table.ts';
import { OpenElement } from './open-nodes.ts';
import { normalizeLineEnds, resolveReferences } from './references.ts';
import {
  type NamespaceDeclaration,
  type NamespaceScope,
  namespaceOf,
  XML_NAMESPACE,
  type XmlAttribute,
} from './tree.ts';

export type XmlFault = (reason: string, index: number, code?: FormatErrorCode) => FormatError;

interface Reading {
  readonly text: string;
  readonly limits: XmlLimits;
  readonly names: NameTable;
  readonly error: XmlFault;
}

/** An attribute as it is read; its namespace is known when the whole tag is. */
interface WrittenAttribute extends XmlAttribute {
  namespace: string;
  readonly at: number;
}

const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';
const NO_ATTRIBUTES: WrittenAttribute[] = [];
const NO_DECLARATIONS: readonly NamespaceDeclaration[] = [];
/** Up to here looking through all is faster than a set. */
const FEW = 8;

/** [40] STag ::= '<' Name (S Attribute)* S? '>'; [44] EmptyElemTag ends with '/>' */
export class StartTagReader {
  readonly #text: string;
  readonly #limits: XmlLimits;
  readonly #names: NameTable;
  readonly #error: XmlFault;
  /** Of the tag being read. */
  #list: WrittenAttribute[] = NO_ATTRIBUTES;
  #declares = false;
  #asWritten = true;

  constructor({ text, limits, names, error }: Reading) {
    this.#text = text;
    this.#limits = limits;
    this.#names = names;
    this.#error = error;
  }

  read(start: number, parent: OpenElement | undefined): OpenElement {
    const { name, prefix, localName } = this.#name(start + 1);
    this.#list = NO_ATTRIBUTES;
    this.#declares = false;
    this.#asWritten = true;
    const last = this.#attributes(start + 1 + name.length);
    const isEmpty = this.#text.charCodeAt(last) === 0x2f;
    const end = isEmpty ? last + 2 : last + 1;
    if (this.#text.charCodeAt(end - 1) !== 0x3e) {
      throw this.#error(`start tag of ${name} without end`, start);
    }
    const declarations = this.#declares ? this.#declarations() : NO_DECLARATIONS;
    const scope = this.#scope(parent?.scope, declarations, start);
    if (this.#list !== NO_ATTRIBUTES) this.#expand(scope);
    const attributes = this.#list;
    const plain = !isEmpty && !this.#declares && this.#asWritten;
    const asWritten = plain && inCanonicalOrder(attributes);
    const namespace = this.#resolved(scope, prefix, start);
    return new OpenElement(
      {
        name,
        prefix,
        localName,
        namespace,
        attributes,
        declarations,
        scope,
        start,
        end,
        asWritten,
        isEmpty,
      },
      parent,
    );
  }

  #name(at: number): QualifiedName {
    const name = this.#names.read(at);
    if (name === undefined) {
      throw this.#error(`malformed name ${this.#text.slice(at, at + 20)}`, at);
    }
    return name;
  }

  /** The index of the `>` or `/` that ends them. */
  #attributes(from: number): number {
    const text = this.#text;
    let end = from;
    for (;;) {
      const at = skipBlank(text, end);
      const code = text.charCodeAt(at);
      if (code === 0x3e || code === 0x2f) {
        if (at !== end) this.#asWritten = false;
        return at;
      }
      if (at === end) throw this.#error('malformed start tag', at);
      if (at !== end + 1 || text.charCodeAt(end) !== 0x20) this.#asWritten = false;
      end = this.#attribute(at);
      if (this.#list.length > this.#limits.attributes) {
        throw this.#error(`over the limit of ${this.#limits.attributes} attributes`, at, 'limit');
      }
    }
  }

  // [41] Attribute ::= Name S? '=' S? AttValue
  #attribute(at: number): number {
    const text = this.#text;
    const { name, prefix, localName } = this.#name(at);
    const equals = this.#skipBlank(at + name.length);
    if (text.charCodeAt(equals) !== 0x3d) throw this.#error('attribute without value', at);
    const quoteAt = this.#skipBlank(equals + 1);
    const quote = text.charCodeAt(quoteAt);
    if (quote !== 0x22 && quote !== 0x27) throw this.#error('attribute value without quotes', at);
    if (quote === 0x27) this.#asWritten = false;
    const end = text.indexOf(quote === 0x22 ? '"' : "'", quoteAt + 1);
    if (end === -1) throw this.#error('attribute value without end', at);
    if (prefix === 'xmlns' || name === 'xmlns') this.#declares = true;
    const value = this.#value(text.slice(quoteAt + 1, end), at);
    if (this.#list === NO_ATTRIBUTES) this.#list = [];
    this.#list.push({ name, prefix, localName, namespace: '', value, at });
    return end + 1;
  }

  #skipBlank(at: number): number {
    const end = skipBlank(this.#text, at);
    if (end !== at) this.#asWritten = false;
    return end;
  }

  // XML 1.0 §3.3.3: blanks as written become spaces, those by character references stay.
  #value(written: string, at: number): string {
    const needs = attributeNeeds(written);
    if (needs === 0) return written;
    if (needs & HAS_LESS) throw this.#error('`<` in an attribute value', at);
    this.#asWritten = false;
    const lines = needs & HAS_BLANK ? normalizeLineEnds(written).replace(/[\t\n]/g, ' ') : written;
    if ((needs & HAS_REFERENCE) === 0) return lines;
    return resolveReferences(lines, (reason) => this.#error(reason, at));
  }

  // Namespaces in XML 1.0 §3
  #declarations(): readonly NamespaceDeclaration[] {
    const declarations: NamespaceDeclaration[] = [];
    for (const { name, localName, value: uri, at } of this.#list.filter(isDeclaration)) {
      const prefix = name === 'xmlns' ? '' : localName;
      const undeclares = uri === '' && prefix !== '';
      const reserved = prefix === 'xmlns' || uri === XMLNS_NAMESPACE;
      if (reserved || undeclares || (prefix === 'xml') !== (uri === XML_NAMESPACE)) {
        throw this.#error(`forbidden declaration ${name}="${uri.slice(0, 80)}"`, at);
      }
      if (declarations.some((other) => other.prefix === prefix)) throw this.#repeated(name, at);
      declarations.push({ prefix, uri });
    }
    this.#list = this.#list.filter((attribute) => !isDeclaration(attribute));
    return declarations.filter(({ prefix }) => prefix !== 'xml');
  }

  #scope(
    outer: NamespaceScope | undefined,
    declarations: readonly NamespaceDeclaration[],
    at: number,
  ): NamespaceScope | undefined {
    let scope = outer;
    for (const { prefix, uri } of declarations) {
      scope = { prefix, uri, outer: scope, size: (scope?.size ?? 0) + 1 };
    }
    if ((scope?.size ?? 0) > this.#limits.namespaces) {
      throw this.#error(`over the limit of ${this.#limits.namespaces} namespaces`, at, 'limit');
    }
    return scope;
  }

  #expand(scope: NamespaceScope | undefined): void {
    for (const attribute of this.#list) {
      const { prefix, at } = attribute;
      // Namespaces in XML 1.0 §6.2: the default namespace is not that of attributes.
      if (prefix !== '') attribute.namespace = this.#resolved(scope, prefix, at);
    }
    this.#refuseRepeated(this.#list);
  }

  // Namespaces in XML 1.0 §6.3: no two with one expanded name, whatever their prefixes.
  #refuseRepeated(attributes: readonly XmlAttribute[]): void {
    if (attributes.length < 2) return;
    const seen = new Set<string>();
    for (const [index, attribute] of attributes.entries()) {
      const { localName, namespace, name } = attribute;
      const key = `${localName}}${namespace}`; // no local name holds a brace
      const known =
        attributes.length > FEW
          ? seen.has(key)
          : attributes.findIndex((other) => isSameName(other, attribute)) < index;
      if (known) throw this.#repeated(name, this.#list[index]?.at ?? 0);
      if (attributes.length > FEW) seen.add(key);
    }
  }

  #resolved(scope: NamespaceScope | undefined, prefix: string, at: number): string {
    const namespace = prefix === 'xmlns' ? undefined : namespaceOf(scope, prefix);
    if (namespace === undefined) throw this.#error(`prefix ${prefix} is not declared`, at);
    return namespace;
  }

  #repeated(name: string, at: number): FormatError {
    return this.#error(`attribute ${name} is repeated`, at);
  }
}

const HAS_LESS = 1;
const HAS_BLANK = 2;
const HAS_REFERENCE = 4;

function attributeNeeds(written: string): number {
  let needs = 0;
  for (let at = 0; at < written.length; at += 1) {
    const code = written.charCodeAt(at);
    if (code > 0x3c) continue;
    if (code === 0x3c) needs |= HAS_LESS;
    else if (code === 0x26) needs |= HAS_REFERENCE;
    else if (code < 0x20) needs |= HAS_BLANK;
    // A quotation mark stands here only between apostrophes, which are not canonical anyway.
  }
  return needs;
}

function isDeclaration({ prefix, name }: QualifiedName): boolean {
  return prefix === 'xmlns' || name === 'xmlns';
}

function isSameName(a: XmlAttribute, b: XmlAttribute): boolean {
  return a.localName === b.localName && a.namespace === b.namespace;
}

/** Canonical XML 1.0 §2.2: by namespace, then local name. */
export function compareAttributes(a: XmlAttribute, b: XmlAttribute): number {
  return compareCodePoints(a.namespace, b.namespace) || compareCodePoints(a.localName, b.localName);
}

function inCanonicalOrder(attributes: readonly XmlAttribute[]): boolean {
  return attributes.every((attribute, index) => {
    const before = attributes[index - 1];
    return before === undefined || compareAttributes(before, attribute) < 0;
  });
}
