import { FormatError } from '../format-error.ts';
import { isNameEnd, QUALIFIED_NAME } from './characters.ts';

export interface QualifiedName {
  readonly name: string;
  readonly prefix: string;
  readonly localName: string;
}

const SLOTS = 1024;

/**
 * The names of one document. A document has few names and writes them often, so each is checked once and
 * found again by the characters at hand, without a string of its own for every place.
 */
export class NameTable {
  readonly #text: string;
  readonly #longest: number;
  readonly #slots: (QualifiedName | undefined)[] = new Array(SLOTS);
  readonly #all = new Map<string, QualifiedName>();

  constructor(text: string, longest: number) {
    this.#text = text;
    this.#longest = longest;
  }

  /** The name that begins at `at`; undefined where none does. Throws FormatError `limit`. */
  read(at: number): QualifiedName | undefined {
    const text = this.#text;
    let end = at;
    let hash = 0;
    for (; end < text.length; end += 1) {
      const code = text.charCodeAt(end);
      if (isNameEnd(code)) break;
      hash = (hash * 31 + code) | 0;
    }
    const slot = hash & (SLOTS - 1);
    const found = this.#slots[slot];
    if (found?.name.length === end - at && text.startsWith(found.name, at)) return found;
    const name = this.#find(text.slice(at, end));
    this.#slots[slot] = name;
    return name;
  }

  #find(written: string): QualifiedName | undefined {
    const known = this.#all.get(written);
    if (known !== undefined) return known;
    if (written.length > this.#longest) {
      const reason = `name of ${written.length} characters is over the limit of ${this.#longest}`;
      throw new FormatError('limit', { format: 'XML', reason });
    }
    const [name, prefix = '', localName] = QUALIFIED_NAME.exec(written) ?? [];
    if (name === undefined || localName === undefined) return undefined;
    const read = { name, prefix, localName };
    this.#all.set(name, read);
    return read;
  }
}
