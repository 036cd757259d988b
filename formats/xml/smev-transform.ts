import { FormatError } from '../format-error.ts';
import { NOTHING } from './canonicalize.ts';
import { type OctetSink, OctetWriter } from './octet-writer.ts';
import {
  type NamespaceDeclaration,
  XML_NAMESPACE,
  type XmlAttribute,
  type XmlElement,
  type XmlNode,
} from './tree.ts';

/** The transform of the Russian system of interdepartmental interaction, SMEV 3. */
export const SMEV_TRANSFORM = 'urn://smev-gov-ru/xmldsig/transform';

/**
 * `urn://smev-gov-ru/xmldsig/transform` of an element: new prefixes in order of appearance, no blank texts,
 * comments or instructions, and the escaping of the reference implementation (a Woodstox writer). Throws
 * FormatError for what it does not define: an element without a namespace, attributes of `xml`.
 */
export function smevTransform(
  apex: XmlElement,
  sink: OctetSink,
  without: (element: XmlElement) => boolean = NOTHING,
): void {
  const out = new OctetWriter('', sink);
  if (!without(apex)) new SmevWriter(out, without).element(apex);
  out.finish();
}

class SmevWriter {
  readonly #out: OctetWriter;
  readonly #isOut: (element: XmlElement) => boolean;
  /** Namespaces under their new prefixes on the open elements. */
  readonly #declared: NamespaceDeclaration[] = [];
  /** Step 6: counted over the whole fragment and never set back. */
  #prefixes = 0;

  constructor(out: OctetWriter, isOut: (element: XmlElement) => boolean) {
    this.#out = out;
    this.#isOut = isOut;
  }

  element(element: XmlElement): void {
    const outside = this.#declared.length;
    const name = this.#qualified(element);
    // Step 7: qualified attributes first, by namespace and local name, then the others by name.
    const attributes = [...element.attributes].sort(compareAttributes);
    const written = attributes.map(
      (attribute) => ` ${this.#attributeName(attribute)}="${escapeAttribute(attribute.value)}"`,
    );
    // Step 8: new declarations in the order in which they were needed, then the attributes.
    const declarations = this.#declared
      .slice(outside)
      .map(({ prefix, uri }) => ` xmlns:${prefix}="${escapeAttribute(uri)}"`);
    this.#out.write(`<${name}${declarations.join('')}${written.join('')}>`);
    for (const child of element.children) this.#node(child);
    this.#out.write(`</${name}>`); // step 3: never an empty-element tag
    this.#declared.length = outside;
  }

  #node(node: XmlNode): void {
    if (node.kind === 'element') {
      if (!this.#isOut(node)) this.element(node);
    } else if (node.kind === 'cdata') this.#out.write(`<![CDATA[${node.value}]]>`);
    // Step 2: blank is what Java's trim takes away, up to U+0020; a no-break space stays.
    else if (node.kind === 'text' && /[^\0- ]/.test(node.value)) {
      this.#out.write(escapeSmevText(node.value));
    }
  }

  // Steps 4 to 6.
  #qualified({ namespace, localName }: Pick<XmlElement, 'namespace' | 'localName'>): string {
    if (namespace === '') throw undefinedFor(`${localName} without a namespace`);
    const known = this.#declared.find(({ uri }) => uri === namespace);
    if (known !== undefined) return `${known.prefix}:${localName}`;
    this.#prefixes += 1;
    const prefix = `ns${this.#prefixes}`;
    this.#declared.push({ prefix, uri: namespace });
    return `${prefix}:${localName}`;
  }

  #attributeName(attribute: XmlAttribute): string {
    if (attribute.namespace === XML_NAMESPACE) throw undefinedFor(attribute.name);
    return attribute.namespace === '' ? attribute.localName : this.#qualified(attribute);
  }
}

function undefinedFor(what: string): FormatError {
  const reason = `${what} is not defined`;
  return new FormatError('unsupported', { format: 'SMEV transform', reason });
}

// String comparison of Java is that of UTF-16 units, as here.
function compareAttributes(a: XmlAttribute, b: XmlAttribute): number {
  if ((a.namespace === '') !== (b.namespace === '')) return a.namespace === '' ? 1 : -1;
  return compareUnits(a.namespace, b.namespace) || compareUnits(a.localName, b.localName);
}

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const IN_ATTRIBUTE: ReadonlyMap<string, string> = new Map([
  ['<', '&lt;'],
  ['&', '&amp;'],
  ['"', '&quot;'],
  ['\r', '&#xd;'],
  ['\n', '&#xa;'],
  ['\t', '&#x9;'],
]);

function escapeAttribute(value: string): string {
  return value.replace(/[<&"\r\n\t]/g, (character) => IN_ATTRIBUTE.get(character) ?? character);
}

/** Texts up to here the writer copies character by character, longer ones through its buffer. */
const LONGEST_SHORT = 11;
/** UTF-16 units of the writer's buffer. */
const BUFFER = 512;

const IN_TEXT: ReadonlyMap<string, string> = new Map([
  ['<', '&lt;'],
  ['&', '&amp;'],
  ['\r', '&#xd;'],
]);

/** Step 9: whether `>` is escaped depends on where in the writer's buffer it stands. */
export function escapeSmevText(text: string): string {
  if (text.length <= LONGEST_SHORT) return escapePiece(text, false);
  let written = '';
  for (let at = 0; at < text.length; at += BUFFER) {
    written += escapePiece(text.slice(at, at + BUFFER), true);
  }
  return written;
}

function escapePiece(text: string, afterEscaped: boolean): string {
  let written = '';
  let before: 'start' | 'escaped' | 'bracket' | 'other' = 'start';
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charAt(at);
    const here: boolean =
      before === 'start' || before === 'bracket' || (afterEscaped && before === 'escaped');
    const escaped: string | undefined = unit === '>' && here ? '&gt;' : IN_TEXT.get(unit);
    written += escaped ?? unit;
    before = escaped !== undefined ? 'escaped' : unit === ']' ? 'bracket' : 'other';
  }
  return written;
}
