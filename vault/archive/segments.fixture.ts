// An archive in memory of signed segments, and who may write it without the log's key.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { encodeEntry, journalEntry } from '../../formats/evidence/entry.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { type NoteSigner, noteSigner } from '../journal/note-signer.ts';
import type { PendingEntry } from '../model/journal.ts';
import type { ReadableArchive } from '../ports/archive.ts';
import type { ArchivedChange, ArchivedChanges } from '../ports/metadata.ts';
import { describeSegment } from './describe-segment.ts';
import { type Segment, type SegmentEntry, segmentId } from './segment.ts';
import { segmentFiles } from './write-segment.ts';

export const ORIGIN = 'vault.example/log';
export const sha256 = (data: Uint8Array) =>
  new Uint8Array(createHash('sha256').update(data).digest());

export function newSigner(): Promise<NoteSigner> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return noteSigner(ORIGIN, signingKeyFromPkcs8(pem), sha256);
}

/** Files of objects, by id and name. */
export type Files = Map<string, Map<string, Uint8Array>>;

export function archiveOf(files: Files): ReadableArchive {
  const file = (id: string, name: string) => {
    const found = files.get(id)?.get(name);
    if (found === undefined) throw new Error(`${id} has no ${name}`);
    return found;
  };
  return {
    async inventory(id) {
      const names = files.get(id)?.keys();
      if (names === undefined) return undefined;
      const state = new Map([...names].map((name) => [name, [name]]));
      const version = { created: '2026-03-01T00:00:00Z', state };
      const rest = { id, head: 'v1', digestAlgorithm: 'sha512', manifest: new Map() } as const;
      const whole = { ...rest, versions: new Map([['v1', version]]), fixity: new Map() };
      return whole as unknown as Awaited<ReturnType<ReadableArchive['inventory']>>;
    },
    async *ids() {
      yield* files.keys();
    },
    read: async (id, name) => file(id, name),
    async *content(id, name) {
      yield file(id, name);
    },
  };
}

export const pending = (id: string, person: string): PendingEntry => ({
  id,
  action: 'session.opened',
  actor: { participant: 'p-1', authentication: 'qualified-signature', person },
  paragraph: 'D65-13з',
  content: { from: '192.0.2.1' },
  receipt: true,
});

export const changed = (...changes: readonly ArchivedChanges[]): readonly ArchivedChange[] =>
  changes.map((each) => ({ kind: 'changes', changes: each }));

export function sequenced(entry: PendingEntry, index: number): SegmentEntry {
  const { id, action, actor, content, paragraph } = entry;
  const time = new Date(Date.UTC(2026, 2, 1, 0, 0, index));
  const said = { action, paragraph, actor: { ...actor }, content: { ...content } };
  const bytes = encodeEntry(journalEntry(said, time));
  return { id, index, time: time.toISOString(), action, bytes, salt: randomBytes(32) };
}

export interface NewSegment {
  readonly rows: readonly ArchivedChange[];
  readonly entries: readonly SegmentEntry[];
  readonly receipts?: Segment['receipts'];
}

/** Puts the next segment behind those that are there. */
export async function append(
  files: Files,
  signer: NoteSigner,
  { rows, entries, receipts = [] }: NewSegment,
): Promise<void> {
  const number = files.size + 1;
  const before = await describeSegment(archiveOf(files), number - 1, sha256);
  const segment: Segment = {
    number,
    ...(before === undefined ? {} : { previous: before.digest }),
    changes: rows.map((row, at) => ({ position: at, record: JSON.stringify(row) })),
    ...{ entries, receipts, checkpoints: [] },
    size: (before?.size ?? 0) + entries.length,
  };
  const made = await segmentFiles(segment, { sha256, signer, random: randomBytes });
  files.set(
    segmentId(number),
    new Map(made.map(({ path, content }) => [path, content as Uint8Array])),
  );
}
