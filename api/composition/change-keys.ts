import { failpoint } from '../../faults/failpoint.ts';
import { toHex } from '../../formats/hex.ts';
import { formatKeyStatement, type KeyStatement } from '../../formats/log/key-statement.ts';
import { formatNote, parseNote } from '../../formats/log/note.ts';
import { systemEntry } from '../../vault/access/action-entry.ts';
import { JournalError } from '../../vault/journal/journal-error.ts';
import { type NoteSigner, noteSigner } from '../../vault/journal/note-signer.ts';
import type { JsonValue } from '../../vault/model/journal.ts';
import type { JournalStore } from '../../vault/ports/metadata.ts';
import { keepStatement } from '../keys/key-statements.ts';
import { nextLogKey, takeNextLogKey } from '../keys/next-log-key.ts';
import { nextSeal, takeNextSeal } from '../keys/next-seal.ts';
import { type Journal, type JournalRequest, openJournal } from './open-journal.ts';

/** Para. 13 (и): measures that protect what is kept; the keys are among them. */
const PARAGRAPH = 'D65-13и';

export interface KeyChange {
  /** Said in the journal. */
  readonly reason?: string;
  /** Present: the key may have been in other hands since then. */
  readonly compromised?: Date;
}

export interface ChangedKey {
  /** The log key's verification key, or the fingerprint of the seal's certificate. */
  readonly next: string;
  /** The signed statement about the log key. */
  readonly statement?: string;
}

/**
 * Gives the log another key. In good order the old one signs last that it is replaced: the entry in the log, and a
 * statement for those who hold only the old key. When it is compromised the next key is taken first, and the
 * declaration stands under that. Runs alone (the store's lock); after a crash the next run goes on where it stopped.
 */
export async function changeLogKey(
  request: JournalRequest,
  { reason, compromised }: KeyChange,
): Promise<ChangedKey> {
  const { data, logName } = request.config;
  const { journal } = request.stores.metadata;
  const old = await openJournal(request);
  const next = await noteSigner(logName, await nextLogKey(data), old.sha256);
  const facts = { key: 'log', previous: old.signer.vkey, next: next.vkey, reason };
  const id = `log-key-${next.id}`;
  await journalOnce(request, {
    id,
    action: compromised === undefined ? 'key.replaced' : 'key.compromised',
    content: { ...facts, ...(compromised && { moment: compromised.toISOString() }) },
  });
  failpoint('key/journalled');
  if (compromised === undefined) {
    await sequenceAlone(old, id);
  }
  const time = compromised ?? new Date(1 + Date.parse(await lastTime(journal)));
  const about = { origin: logName, key: old.signer.vkey, time: time.toISOString() };
  const statement = await signedByBoth(
    compromised
      ? { ...about, kind: 'compromised' }
      : { ...about, kind: 'replaced', next: next.vkey },
    [old.signer, next],
  );
  await keepStatement(data, next.id, statement);
  failpoint('key/stated');
  await takeNextLogKey(data);
  await old.sequencer.close();
  await sequenceAll(request);
  return { next: next.vkey, statement };
}

/** Gives the operator another seal, which lies in `keys/next/`; the old one seals the entry that says so. */
export async function changeSeal(
  request: JournalRequest,
  { reason }: Pick<KeyChange, 'reason'>,
): Promise<ChangedKey> {
  const { data, sealPassword = '' } = request.config;
  const old = await openJournal(request);
  const next = await nextSeal(data, sealPassword);
  const before = toHex(await old.sha256(old.seal.certificate.der));
  const after = toHex(await old.sha256(next.certificate.der));
  const id = `seal-${after.slice(0, 32)}`;
  const content = { key: 'seal', previous: before, next: after, reason };
  await journalOnce(request, { id, action: 'key.replaced', content });
  await sequenceAlone(old, id);
  await takeNextSeal(data);
  await old.sequencer.close();
  await sequenceAll(request);
  return { next: after };
}

/** Journals that the seal's key may be in other hands; its authority must revoke the certificate, verifiers read that. */
export async function declareSealCompromised(
  request: JournalRequest,
  { reason, compromised }: KeyChange & { readonly compromised: Date },
): Promise<void> {
  const journal = await openJournal(request);
  const certificate = toHex(await journal.sha256(journal.seal.certificate.der));
  const moment = compromised.toISOString();
  const content = { key: 'seal', previous: certificate, moment, reason };
  const id = `seal-compromised-${certificate.slice(0, 32)}`;
  await journalOnce(request, { id, action: 'key.compromised', content });
  await journal.sequencer.start();
  await journal.sequencer.close();
}

interface KeyFacts {
  readonly id: string;
  readonly action: 'key.replaced' | 'key.compromised';
  readonly content: Readonly<Record<string, JsonValue | undefined>>;
}

/** The id follows from the key, so that a second attempt journals nothing twice. */
async function journalOnce({ stores }: JournalRequest, facts: KeyFacts): Promise<void> {
  const { metadata } = stores;
  if ((await metadata.journal.entry(facts.id)) !== undefined) return;
  const waiting = await metadata.journal.pending(Number.MAX_SAFE_INTEGER);
  if (waiting.some(({ id }) => id === facts.id)) return;
  await metadata.commit({
    entries: [systemEntry({ ...facts, paragraph: PARAGRAPH, receipt: true })],
  });
}

async function lastTime(journal: JournalStore): Promise<string> {
  const head = await journal.head();
  const [last] = head === undefined ? [] : await journal.entries(head.size - 1, 1);
  if (last === undefined) throw new Error('the entry was sequenced, and is not there');
  return last.time;
}

async function signedByBoth(
  statement: KeyStatement,
  signers: readonly NoteSigner[],
): Promise<string> {
  const text = formatKeyStatement(statement);
  const notes = await Promise.all(signers.map((signer) => signer.sign(text)));
  return formatNote({ text, signatures: notes.flatMap((note) => parseNote(note).signatures) });
}

/** Rejects with JournalError `closed` where another process over the same database would go on with the old key. */
async function sequenceAlone(journal: Journal, id: string): Promise<void> {
  const { sequencer } = journal;
  await sequencer.start();
  if (!journal.leads()) {
    throw new JournalError('closed', 'another process leads the journal: stop all first');
  }
  await sequencer.sequenced([id]);
}

/** Under the keys as they are now. */
async function sequenceAll(request: JournalRequest): Promise<void> {
  const { sequencer } = await openJournal(request);
  await sequencer.start();
  await sequencer.close();
}
