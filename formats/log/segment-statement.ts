// What a log's key says of a piece of its archive: the text of a signed note that is no checkpoint (another first line).
import { FormatError } from '../format-error.ts';

const HEADER = 'okno-vault archive segment v1';
const NUMBER = /^[1-9]\d{0,11}$/;
const DIGEST = /^[0-9a-f]{64}$/;

export interface SegmentStatement {
  /** Name of the log. */
  readonly origin: string;
  /** From 1; the segments of an archive are numbered without a gap. */
  readonly number: number;
  /** SHA-256, hex, of the segment's `segment.json`. */
  readonly digest: string;
}

export function formatSegmentStatement({ origin, number, digest }: SegmentStatement): string {
  return `${HEADER}\n${origin}\n${number}\n${digest}\n`;
}

/** Reads the text of a statement's note; nothing is verified by it. Throws FormatError. */
export function parseSegmentStatement(text: string): SegmentStatement {
  const [header, origin = '', number = '', digest = '', end, ...more] = text.split('\n');
  const fail = (reason: string) =>
    new FormatError('malformed', { format: 'segment statement', reason });
  if (header !== HEADER) throw fail(`first line is not ${HEADER}`);
  if (origin === '' || end !== '' || more.length > 0) throw fail('not exactly four lines');
  if (!NUMBER.test(number)) throw fail(`no such number ${number}`);
  if (!DIGEST.test(digest)) throw fail('fourth line is no SHA-256');
  return { origin, number: Number(number), digest };
}
