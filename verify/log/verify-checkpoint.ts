import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type Checkpoint, parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote, type SignedNote } from '../../formats/log/note.ts';
import type { LogKey } from './log-key.ts';
import { verifyEd25519 } from './verify-raw.ts';

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
  const known = read.signatures.flatMap((signature) => {
    const key = keys.find(({ name, id }) => name === signature.name && id === signature.keyId);
    return key === undefined ? [] : [{ signature: signature.signature, key }];
  });
  if (known.length === 0) return { status: 'unknown-key', ...read };
  // "If a signature from a known key fails to verify, clients SHOULD reject the whole note."
  for (const { signature, key } of known) {
    const claim = { rawKey: key.publicKey, data: read.noteText, signature };
    if (!(await verifyEd25519(claim, algorithms))) {
      return { status: 'bad-signature', ...read };
    }
  }
  const own = known.find(({ key }) => key.name === read.checkpoint.origin);
  if (own === undefined) return { status: 'other-log', ...read };
  return { status: 'verified', key: own.key, ...read };
}

function readCheckpoint(note: string): ReadCheckpoint {
  const { text, signatures } = parseNote(note);
  return {
    checkpoint: parseCheckpoint(text),
    noteText: new TextEncoder().encode(text),
    signatures,
  };
}
