// A journal entry (Decree 65, para. 13 (з)) and the commitment to it that the log holds.
import { toBase64 } from '../base64.ts';
import { FormatError } from '../format-error.ts';
import type { Sha256 } from '../log/tree.ts';
import { canonicalJson, type JsonObject, type JsonValue } from './canonical-json.ts';
import { legalDate } from './legal-date.ts';
import { readObject } from './shape.ts';

export interface JournalEntry {
  readonly action: string;
  readonly actor: JsonObject;
  readonly content: JsonObject;
  /** Calendar day of `time` in Europe/Moscow, YYYY-MM-DD. */
  readonly legalDate: string;
  /** Requirement that the entry keeps, e.g. `D65-24`. */
  readonly paragraph: string;
  /** ISO 8601 UTC with milliseconds: the moment that the operator fixed. */
  readonly time: string;
  readonly version: 1;
}

export const SALT_SIZE = 32;
const FORMAT = 'journal entry';
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Puts an entry together at the moment `time`. */
export function journalEntry(
  action: Pick<JournalEntry, 'action' | 'actor' | 'content' | 'paragraph'>,
  time: Date,
): JournalEntry {
  return {
    action: action.action,
    actor: action.actor,
    content: action.content,
    legalDate: legalDate(time),
    paragraph: action.paragraph,
    time: time.toISOString(),
    version: 1,
  };
}

/** The octets to which the log commits. */
export function encodeEntry(entry: JournalEntry): Uint8Array {
  return canonicalJson({ ...entry });
}

/** Reads the value of an entry; nothing is verified by it. Throws FormatError. */
export function readEntry(value: JsonValue | undefined): JournalEntry {
  const read = readObject(value, FORMAT);
  const version = read.integer('version');
  if (version !== 1) {
    throw new FormatError('unsupported', { format: FORMAT, reason: `version ${version}` });
  }
  const entry: JournalEntry = {
    action: read.string('action', /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/),
    actor: read.object('actor'),
    content: read.object('content'),
    legalDate: read.string('legalDate'),
    paragraph: read.string('paragraph'),
    time: read.string('time', TIME),
    version,
  };
  read.end();
  checkTimes(entry);
  return entry;
}

function checkTimes({ time, legalDate: date }: JournalEntry): void {
  const moment = new Date(time);
  if (Number.isNaN(moment.getTime()) || moment.toISOString() !== time) {
    throw new FormatError('malformed', { format: FORMAT, reason: `no such time ${time}` });
  }
  if (legalDate(moment) !== date) {
    const reason = `legal date ${date} is not the date of ${time} in Moscow`;
    throw new FormatError('malformed', { format: FORMAT, reason });
  }
}

/**
 * Data of the entry's leaf. It commits to a salted hash only, so that an entry with personal data can
 * lawfully be erased while the log still verifies, and nobody can find the entry by guessing.
 */
export async function leafData(
  sha256: Sha256,
  { salt, bytes }: { readonly salt: Uint8Array; readonly bytes: Uint8Array },
): Promise<Uint8Array> {
  return committedLeaf(await commitmentOf(sha256, { salt, bytes }));
}

/** SHA-256(salt ‖ bytes): what stays in the log when both are erased. */
export async function commitmentOf(
  sha256: Sha256,
  { salt, bytes }: { readonly salt: Uint8Array; readonly bytes: Uint8Array },
): Promise<Uint8Array> {
  const salted = new Uint8Array(salt.length + bytes.length);
  salted.set(salt);
  salted.set(bytes, salt.length);
  return sha256(salted);
}

/** Data of the leaf with this commitment. */
export function committedLeaf(commitment: Uint8Array): Uint8Array {
  return new TextEncoder().encode(`okno-vault entry v1\n${toBase64(commitment)}\n`);
}
