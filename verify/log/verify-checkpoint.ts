import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type Checkpoint, parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote, type SignedNote } from '../../formats/log/note.ts';
import type { LogKey } from './log-key.ts';
import { verifyNote } from './verify-note.ts';

export type CheckpointVerdict =
  | { readonly status: 'malformed'; readonly cause: FormatError }
  | (ReadCheckpoint & { readonly status: 'verified'; readonly key: LogKey })
  /** No signature is by a key that was given: nothing is known about the checkpoint. */
  | (ReadCheckpoint & { readonly status: 'unknown-key' })
  | (ReadCheckpoint & { readonly status: 'bad-signature' })
  /** The key's name is not the log's origin (tlog-checkpoint, "Signatures"). */
  | (ReadCheckpoint & { readonly status: 'other-log' });

/** What a note says: trusted only beside the status `verified`. */
export interface ReadCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The octets that are signed and sealed. */
  readonly noteText: Uint8Array;
  readonly signatures: SignedNote['signatures'];
}

/** Verifies a checkpoint under keys given from outside (C2SP signed-note, tlog-checkpoint). */
export async function verifyCheckpoint(
  note: string,
  keys: readonly LogKey[],
  algorithms: Algorithms,
): Promise<CheckpointVerdict> {
  let read: ReadCheckpoint;
  try {
    read = readCheckpoint(note);
  } catch (cause) {
    if (cause instanceof FormatError) return { status: 'malformed', cause };
    throw cause;
  }
  const verdict = await verifyNote(read, keys, algorithms);
  if (verdict.status !== 'verified') return { status: verdict.status, ...read };
  const own = verdict.keys.find(({ name }) => name === read.checkpoint.origin);
  if (own === undefined) return { status: 'other-log', ...read };
  return { status: 'verified', key: own, ...read };
}

function readCheckpoint(note: string): ReadCheckpoint {
  const { text, signatures } = parseNote(note);
  return {
    checkpoint: parseCheckpoint(text),
    noteText: new TextEncoder().encode(text),
    signatures,
  };
}
