/** Where a needle stands next, asked for places that only move on: all questions together read the text once. */
export class Finder {
  readonly #text: string;
  readonly #needle: string;
  #next = -1;

  constructor(text: string, needle: string) {
    this.#text = text;
    this.#needle = needle;
  }

  /** Whether the needle begins in [start, end); `start` never less than in the question before. */
  isIn(start: number, end: number): boolean {
    if (this.#next < start) {
      const found = this.#text.indexOf(this.#needle, start);
      this.#next = found === -1 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#next < end;
  }
}
