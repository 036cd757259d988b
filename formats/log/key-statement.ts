// What is said about the keys of a log: the text of a signed note that is no checkpoint (five lines, another first line).
import { FormatError } from '../format-error.ts';

const HEADER = 'okno-vault log key statement v1';
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

export type KeyStatement =
  /** From `time` on the log signs with `next`, and no more with `key`. */
  | {
      readonly kind: 'replaced';
      readonly origin: string;
      readonly key: string;
      readonly next: string;
      readonly time: string;
    }
  /** From `time` on `key` may have been in other hands. */
  | {
      readonly kind: 'compromised';
      readonly origin: string;
      readonly key: string;
      readonly time: string;
    };

/** Keys are verifier keys (C2SP signed-note vkey), `time` is ISO 8601 UTC with milliseconds. */
export function formatKeyStatement(statement: KeyStatement): string {
  const { kind, origin, key, time } = statement;
  const keys = statement.kind === 'replaced' ? `${key} ${statement.next}` : key;
  return `${HEADER}\n${origin}\n${kind} ${keys}\n${time}\n`;
}

/** Reads the text of a statement's note; nothing is verified by it. Throws FormatError. */
export function parseKeyStatement(text: string): KeyStatement {
  const [header, origin = '', said = '', time = '', end, ...more] = text.split('\n');
  const [kind, key = '', next, ...rest] = said.split(' ');
  const fail = (reason: string) =>
    new FormatError('malformed', { format: 'key statement', reason });
  if (header !== HEADER) throw fail(`first line is not ${HEADER}`);
  if (origin === '' || end !== '' || more.length > 0) throw fail('not exactly four lines');
  if (!TIME.test(time) || !isMoment(time)) throw fail(`no such time ${time}`);
  if (kind === 'replaced' && key !== '' && next && rest.length === 0) {
    return { kind, origin, key, next, time };
  }
  if (kind === 'compromised' && key !== '' && next === undefined)
    return { kind, origin, key, time };
  throw fail('third line says neither "replaced KEY KEY" nor "compromised KEY"');
}

function isMoment(time: string): boolean {
  const moment = new Date(time);
  return !Number.isNaN(moment.getTime()) && moment.toISOString() === time;
}
