/** Octets of one line; a case is some hundred. */
export const LINE_LIMIT = 1024 * 1024;

/** A line over the limit is passed over, and said. */
export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly tooLong: true };

/** Lines from 1 on, without their ends; empty ones are left out. Memory is bounded by the limit. */
export async function* readLines(
  input: AsyncIterable<Uint8Array>,
  limit = LINE_LIMIT,
): AsyncGenerator<Line> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let number = 1;
  const take = (): Line | undefined => {
    const text = Buffer.concat(pieces).toString('utf8').trim();
    const line = length > limit ? { number, tooLong: true as const } : { number, text };
    const empty = length <= limit && text === '';
    pieces = [];
    length = 0;
    number += 1;
    return empty ? undefined : line;
  };
  const add = (piece: Uint8Array) => {
    length += piece.length;
    if (length > limit) pieces = [];
    else pieces.push(piece);
  };
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(NEW_LINE); end >= 0; end = chunk.indexOf(NEW_LINE, from)) {
      add(chunk.subarray(from, end));
      from = end + 1;
      const line = take();
      if (line !== undefined) yield line;
    }
    // A copy: the stream may use its buffer again.
    add(chunk.slice(from));
  }
  const last = take();
  if (last !== undefined) yield last;
}

const NEW_LINE = 0x0a;
