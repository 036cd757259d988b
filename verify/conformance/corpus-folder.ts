import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A folder of published vectors with its indexes. */
export class CorpusFolder {
  readonly #folder: URL;

  constructor(folder: URL) {
    this.#folder = folder;
  }

  get url(): URL {
    return this.#folder;
  }

  has(path: string): boolean {
    return existsSync(new URL(encodeURI(path), this.#folder));
  }

  /** Of the files in a folder inside; none where it is not there. */
  names(path: string): readonly string[] {
    return this.has(path) ? readdirSync(new URL(path, this.#folder)) : [];
  }

  bytes(path: string): Uint8Array {
    return new Uint8Array(readFileSync(new URL(encodeURI(path), this.#folder)));
  }

  text(path: string): string {
    return readFileSync(new URL(encodeURI(path), this.#folder), 'utf8');
  }

  /** The rows of an index in JSON Lines. */
  rows<Row>(path: string): readonly Row[] {
    return this.text(path)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
  }
}
