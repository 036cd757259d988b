/** Takes octets as they come; the array is the taker's to keep. */
export type OctetSink = (octets: Uint8Array) => void;

/** UTF-16 units that are gathered before they are encoded. */
const PIECE = 64 * 1024;

/**
 * UTF-8 of a text that comes in parts. Parts copied from the source that lie side by side there are one
 * slice, so that what is written canonically already costs no more than a copy.
 */
export class OctetWriter {
  readonly #source: string;
  readonly #sink: OctetSink;
  readonly #encoder = new TextEncoder();
  #parts: string[] = [];
  #length = 0;
  #from = 0;
  #to = 0;

  constructor(source: string, sink: OctetSink) {
    this.#source = source;
    this.#sink = sink;
  }

  /** The source from `start` to `end`, as it is. */
  copy(start: number, end: number): void {
    if (start !== this.#to) {
      this.#endCopy();
      this.#from = start;
    }
    this.#to = end;
  }

  write(text: string): void {
    this.#endCopy();
    this.#add(text);
  }

  finish(): void {
    this.#endCopy();
    this.#encode();
  }

  #endCopy(): void {
    let from = this.#from;
    const to = this.#to;
    this.#from = 0;
    this.#to = 0;
    while (to - from > PIECE) {
      const end = pieceEnd(this.#source, from + PIECE);
      this.#add(this.#source.slice(from, end));
      from = end;
    }
    if (to > from) this.#add(this.#source.slice(from, to));
  }

  #add(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length > PIECE) this.#encode();
  }

  #encode(): void {
    if (this.#length > 0) this.#sink(this.#encoder.encode(this.#parts.join('')));
    this.#parts = [];
    this.#length = 0;
  }
}

/** Never between the two halves of a character. */
function pieceEnd(text: string, end: number): number {
  const unit = text.charCodeAt(end);
  return unit >= 0xdc00 && unit <= 0xdfff ? end - 1 : end;
}
