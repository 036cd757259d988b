import { FormatError, type FormatErrorCode } from '../format-error.ts';
import { isBlank, skipBlank } from './characters.ts';
import { DECLARATION_CHARACTERS, type DecodedText, decodeText } from './decode-text.ts';
import { escapeText } from './escape.ts';
import { Finder } from './finder.ts';
import { XML_LIMITS, type XmlLimits } from './limits.ts';
import { NameTable } from './name-table.ts';
import { type OpenElement, PlainText } from './open-nodes.ts';
import { normalizeLineEnds, resolveReferences } from './references.ts';
import { StartTagReader, type XmlFault } from './start-tag.ts';
import type { XmlDocument, XmlElement, XmlNode } from './tree.ts';

/**
 * One document as one tree (XML 1.0 fifth edition, Namespaces in XML 1.0 third edition). There is no
 * document type declaration, hence no entity beyond the five and no defaulted attribute. Linear in the
 * size of the document. Throws FormatError.
 */
export function parseXml(bytes: Uint8Array, limits: XmlLimits = XML_LIMITS): XmlDocument {
  if (bytes.length > limits.octets) {
    const reason = `${bytes.length} octets are over the limit of ${limits.octets}`;
    throw new FormatError('limit', { format: 'XML', reason });
  }
  return new Parser(decodeText(bytes), limits).document();
}

class Parser {
  readonly text: string;
  readonly limits: XmlLimits;
  readonly #octetOffset: DecodedText['octetOffset'];
  readonly #names: NameTable;
  readonly #startTags: StartTagReader;
  readonly #ampersand: Finder;
  readonly #return: Finder;
  readonly #greater: Finder;
  readonly #sectionEnd: Finder;
  #nodes = 0;

  constructor({ text, octetOffset }: DecodedText, limits: XmlLimits) {
    this.text = text;
    this.limits = limits;
    this.#octetOffset = octetOffset;
    this.#names = new NameTable(text, limits.name);
    const error: XmlFault = (reason, index, code) => this.error(reason, index, code);
    this.#startTags = new StartTagReader({ text, limits, names: this.#names, error });
    this.#ampersand = new Finder(text, '&');
    this.#return = new Finder(text, '\r');
    this.#greater = new Finder(text, '>');
    this.#sectionEnd = new Finder(text, ']]>');
  }

  // [1] document ::= prolog element Misc*
  document(): XmlDocument {
    const children: XmlNode[] = [];
    let at = this.#misc(this.#declaration(), children);
    if (this.text.charCodeAt(at) !== 0x3c) throw this.error('no root element', at);
    const { root, end } = this.#content(at);
    children.push(root);
    at = this.#misc(end, children);
    if (at < this.text.length) throw this.error('something after the root element', at);
    return { text: this.text, root, children, octetOffset: this.#octetOffset };
  }

  error(reason: string, index: number, code: FormatErrorCode = 'malformed'): FormatError {
    return new FormatError(code, { format: 'XML', reason, offset: this.#octetOffset(index) });
  }

  // [23] XMLDecl; the encoding in it has been read already.
  #declaration(): number {
    if (!this.text.startsWith('<?xml') || !isBlank(this.text.charCodeAt(5))) return 0;
    const end = this.text.indexOf('?>', 5);
    const declaration =
      /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])1\.(\d+)\1([ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])[A-Za-z][\w.-]*\4)?([ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(["'])(yes|no)\6)?[ \t\r\n]*$/;
    const found = declaration.exec(this.text.slice(0, Math.max(0, end)));
    if (found === null) throw this.error('malformed XML declaration', 0);
    if (end > DECLARATION_CHARACTERS) throw this.error('long XML declaration', 0, 'limit');
    if (found[2] !== '0') throw this.error(`XML version 1.${found[2]}`, 0, 'unsupported');
    return end + 2;
  }

  /** Comments, processing instructions and blanks outside the root. */
  #misc(from: number, children: XmlNode[]): number {
    const { text } = this;
    let at = from;
    for (;;) {
      at = skipBlank(text, at);
      if (text.startsWith('<!--', at)) at = this.#comment(at, children);
      else if (text.startsWith('<?', at)) at = this.#instruction(at, children);
      else if (text.startsWith('<!DOCTYPE', at)) {
        // Entities, external subsets and defaulted attributes all come from here.
        throw this.error('document type declaration', at, 'unsupported');
      } else return at;
    }
  }

  /** The element that starts at `start`, with all that is in it. */
  #content(start: number): { readonly root: XmlElement; readonly end: number } {
    const { text } = this;
    const root = this.#open(start, undefined);
    let open: OpenElement | undefined = root.closed ? undefined : root;
    let depth = 1;
    let at = root.contentStart;
    while (open !== undefined) {
      if (text.charCodeAt(at) !== 0x3c) {
        at = this.#characters(at, open);
        continue;
      }
      const next = text.charCodeAt(at + 1);
      if (next === 0x2f) {
        at = this.#close(at, open);
        open = open.parent;
        depth -= 1;
      } else if (next === 0x21) at = this.#marked(at, open.content());
      else if (next === 0x3f) at = this.#instruction(at, open.content());
      else {
        const element = this.#open(at, open);
        open.add(element);
        at = element.contentStart;
        if (element.closed) continue;
        depth += 1;
        if (depth > this.limits.depth) throw this.#over('depth', at);
        open = element;
      }
    }
    return { root, end: at };
  }

  #open(at: number, parent: OpenElement | undefined): OpenElement {
    this.#count(at);
    return this.#startTags.read(at, parent);
  }

  // [42] ETag ::= '</' Name S? '>'
  #close(at: number, element: OpenElement): number {
    const { text } = this;
    const { name } = element;
    const nameAt = at + 2;
    if (!text.startsWith(name, nameAt)) throw this.error(`end tag of ${name} expected`, at);
    const afterName = nameAt + name.length;
    const end = skipBlank(text, afterName);
    if (text.charCodeAt(end) !== 0x3e) throw this.error(`end tag of ${name} expected`, at);
    element.close(at, end + 1);
    return end + 1;
  }

  // [14] CharData, with references
  #characters(start: number, element: OpenElement): number {
    const { text } = this;
    const next = text.indexOf('<', start);
    if (next === -1) throw this.error(`end tag of ${element.name} is missing`, text.length);
    this.#count(start);
    // XML 1.0 §2.4: `]]>` MUST NOT stand in character data.
    if (this.#sectionEnd.isIn(start, next)) throw this.error('`]]>` in character data', start);
    const hasReferences = this.#ampersand.isIn(start, next);
    const hasReturns = this.#return.isIn(start, next);
    if (!hasReferences && !hasReturns) {
      const asWritten = !this.#greater.isIn(start, next);
      element.add(new PlainText(text, { start, end: next, asWritten }));
      return next;
    }
    const written = text.slice(start, next);
    const value = resolveReferences(normalizeLineEnds(written), (reason) =>
      this.error(reason, start),
    );
    const asWritten = escapeText(value) === written;
    element.add({ kind: 'text', value, start, end: next, asWritten });
    return next;
  }

  /** What begins with `<!` inside an element. */
  #marked(at: number, children: XmlNode[]): number {
    const { text } = this;
    if (text.startsWith('<!--', at)) return this.#comment(at, children);
    if (!text.startsWith('<![CDATA[', at))
      throw this.error('neither comment nor CDATA section', at);
    this.#count(at);
    const end = text.indexOf(']]>', at + 9);
    if (end === -1) throw this.error('CDATA section without end', at);
    const value = normalizeLineEnds(text.slice(at + 9, end));
    children.push({ kind: 'cdata', value, start: at, end: end + 3, asWritten: false });
    return end + 3;
  }

  // [15] Comment
  #comment(at: number, children: XmlNode[]): number {
    this.#count(at);
    const end = this.text.indexOf('--', at + 4);
    if (end === -1 || this.text.charCodeAt(end + 2) !== 0x3e) {
      throw this.error('`--` in a comment, or a comment without end', at);
    }
    const value = normalizeLineEnds(this.text.slice(at + 4, end));
    children.push({ kind: 'comment', value });
    return end + 3;
  }

  // [16] PI ::= '<?' PITarget (S (Char* - (Char* '?>' Char*)))? '?>'
  #instruction(at: number, children: XmlNode[]): number {
    const { text } = this;
    this.#count(at);
    const { name: target = '', prefix = '' } = this.#names.read(at + 2) ?? {};
    const afterTarget = at + 2 + target.length;
    const valueAt = skipBlank(text, afterTarget);
    const end = text.indexOf('?>', afterTarget);
    // Namespaces in XML 1.0 §7: no colon in a target; XML 1.0 §2.6: `xml` is reserved.
    const wrong = target === '' || prefix !== '' || target.toLowerCase() === 'xml';
    if (wrong || end === -1 || (valueAt === afterTarget && end !== afterTarget)) {
      throw this.error('malformed processing instruction', at);
    }
    const value = normalizeLineEnds(text.slice(Math.min(valueAt, end), end));
    children.push({ kind: 'instruction', target, value });
    return end + 2;
  }

  #count(at: number): void {
    this.#nodes += 1;
    if (this.#nodes > this.limits.nodes) throw this.#over('nodes', at);
  }

  #over(limit: keyof XmlLimits, at: number): FormatError {
    return this.error(`over the limit of ${this.limits[limit]} ${limit}`, at, 'limit');
  }
}
