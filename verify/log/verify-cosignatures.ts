import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import {
  cosignatureMessage,
  cosignedMessage,
  parseCosignature,
} from '../../formats/log/cosignature.ts';
import type { NoteSignature } from '../../formats/log/note.ts';
import type { ReadCheckpoint } from './verify-checkpoint.ts';
import { verifyRaw } from './verify-raw.ts';
import type { WitnessKey } from './witness-key.ts';

export type CosignatureVerdict =
  /**
   * The cosigner saw this checkpoint as consistent with all that it saw of the log; and as the largest at `time`,
   * unless that is absent.
   */
  | { readonly status: 'verified'; readonly key: WitnessKey; readonly time?: Date }
  /** No provider has the algorithm: nothing is known. */
  | { readonly status: 'not-supported'; readonly key: WitnessKey }
  | { readonly status: 'malformed' | 'bad-signature'; readonly key: WitnessKey };

/**
 * Judges the cosignatures of the witnesses that are known from outside; the lines of others say nothing and are
 * passed over (C2SP tlog-cosignature, "ignore any signature lines that don't match the name and key ID").
 */
export async function verifyCosignatures(
  note: ReadCheckpoint,
  keys: readonly WitnessKey[],
  algorithms: Algorithms,
): Promise<readonly CosignatureVerdict[]> {
  const verdicts: CosignatureVerdict[] = [];
  for (const line of note.signatures) {
    const key = keys.find(({ name, id }) => name === line.name && id === line.keyId);
    if (key !== undefined) verdicts.push(await judge(note, { line, key, algorithms }));
  }
  return verdicts;
}

interface KnownLine {
  readonly line: NoteSignature;
  readonly key: WitnessKey;
  readonly algorithms: Algorithms;
}

async function judge(
  note: ReadCheckpoint,
  { line, key, algorithms }: KnownLine,
): Promise<CosignatureVerdict> {
  try {
    const { algorithm, publicKey: rawKey } = key;
    const { seconds, signature } = parseCosignature(line.signature, algorithm);
    const data = messageOf(note, key, seconds);
    const valid = await verifyRaw(algorithm, { rawKey, data, signature }, algorithms);
    if (valid === undefined) return { status: 'not-supported', key };
    if (!valid) return { status: 'bad-signature', key };
    const silent = algorithm === 'ml-dsa-44' && seconds === 0;
    return { status: 'verified', key, ...(silent ? {} : { time: new Date(seconds * 1000) }) };
  } catch (error) {
    if (error instanceof FormatError) return { status: 'malformed', key };
    throw error;
  }
}

function messageOf(
  { checkpoint, noteText }: ReadCheckpoint,
  { algorithm, name }: WitnessKey,
  seconds: number,
): Uint8Array {
  switch (algorithm) {
    case 'ed25519':
      return cosignatureMessage(seconds, new TextDecoder().decode(noteText));
    case 'ml-dsa-44':
      return cosignedMessage({ cosigner: name, seconds, checkpoint });
  }
}
