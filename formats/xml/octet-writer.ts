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
  #pending = '';
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
    this.#pending += text;
    if (this.#pending.length > PIECE) this.#encode();
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
      this.#pending += this.#source.slice(from, end);
      this.#encode();
      from = end;
    }
    if (to > from) this.#pending += this.#source.slice(from, to);
    if (this.#pending.length > PIECE) this.#encode();
  }

  #encode(): void {
    if (this.#pending === '') return;
    this.#sink(this.#encoder.encode(this.#pending));
    this.#pending = '';
  }
}

/** Never between the two halves of a character. */
function pieceEnd(text: string, end: number): number {
  const unit = text.charCodeAt(end);
  return unit >= 0xdc00 && unit <= 0xdfff ? end - 1 : end;
}
