import type { Algorithms } from '../../algorithms/registry.ts';
import { fromBase64, toBase64 } from '../../formats/base64.ts';
import { type Checkpoint, parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { formatNote, parseNote } from '../../formats/log/note.ts';
import type { Damage, LogFiles } from '../../verify/log/log-files.ts';
import type { LogKey } from '../../verify/log/log-key.ts';
import { judgeConsistency } from '../../verify/log/prove-consistency.ts';
import { type CheckpointVerdict, verifyCheckpoint } from '../../verify/log/verify-checkpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { LastHead, RememberedHead } from '../ports/last-head.ts';
import type { WitnessSigner } from './witness-signer.ts';

export interface WitnessPorts {
  readonly files: LogFiles;
  readonly logKeys: readonly LogKey[];
  readonly signer: WitnessSigner;
  /** What this witness signed last for this log; nowhere else than with the witness. */
  readonly lastHead: LastHead;
  /** Whether a log of which nothing is remembered may be taken as it is. */
  readonly first: boolean;
  readonly algorithms: Algorithms;
  readonly clock: Clock;
}

export type Cosigning =
  /** The checkpoint with the log's signature and the cosignature. */
  | { readonly status: 'cosigned'; readonly note: string; readonly checkpoint: Checkpoint }
  | {
      readonly status: 'checkpoint';
      readonly failure: Exclude<CheckpointVerdict['status'], 'verified'> | 'missing';
    }
  /** Nothing is remembered: a lost memory must not pass for a new log. */
  | { readonly status: 'unknown-log' }
  /** The log shows less than it showed before: an old copy, or a fork. */
  | { readonly status: 'behind'; readonly size: number; readonly remembered: number }
  | { readonly status: 'inconsistent'; readonly size: number; readonly remembered: number }
  | { readonly status: 'damaged'; readonly damage: readonly Damage[] };

/**
 * A witness signs that it saw this checkpoint, and that the log only grew since it last looked (C2SP
 * tlog-cosignature). What it signed is remembered, durably, before the signature exists (tlog-witness: "MUST persist
 * the new checkpoint before responding"). Rejects with StorageError, ConflictError, SigningError.
 */
export async function cosignCheckpoint(ports: WitnessPorts): Promise<Cosigning> {
  const { files, logKeys, algorithms, lastHead } = ports;
  const bytes = await files.read('checkpoint');
  if (bytes === undefined) return { status: 'checkpoint', failure: 'missing' };
  const note = new TextDecoder().decode(bytes);
  const verdict = await verifyCheckpoint(note, logKeys, algorithms);
  if (verdict.status !== 'verified') return { status: 'checkpoint', failure: verdict.status };
  const { checkpoint } = verdict;
  const remembered = await lastHead.read();
  if (remembered === undefined && !ports.first) return { status: 'unknown-log' };
  const refusal = remembered && (await refusalOf(ports, remembered, checkpoint));
  if (refusal !== undefined) return refusal;
  const next = { size: checkpoint.size, root: toBase64(checkpoint.root) };
  await lastHead.write(remembered, next);
  return { status: 'cosigned', note: await addCosignature(note, ports), checkpoint };
}

async function refusalOf(
  { files, algorithms }: WitnessPorts,
  remembered: RememberedHead,
  later: Checkpoint,
): Promise<Cosigning | undefined> {
  const sizes = { size: later.size, remembered: remembered.size };
  if (later.size < remembered.size) return { status: 'behind', ...sizes };
  const root = fromBase64(remembered.root, 'last head');
  const earlier = { origin: later.origin, size: remembered.size, root };
  const verdict = await judgeConsistency({ files, earlier, later, algorithms });
  switch (verdict.status) {
    case 'consistent':
      return undefined;
    case 'inconsistent':
      return { status: 'inconsistent', ...sizes };
    case 'damaged':
      return verdict;
  }
}

async function addCosignature(note: string, { signer, clock }: WitnessPorts): Promise<string> {
  const { text, signatures } = parseNote(note);
  const seconds = Math.floor(clock.now().getTime() / 1000);
  const own = await signer.sign({ text, checkpoint: parseCheckpoint(text) }, seconds);
  return formatNote({ text, signatures: [...signatures, own] });
}
