import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import { cosignatureMessage, parseCosignature } from '../../formats/log/cosignature.ts';
import type { NoteSignature } from '../../formats/log/note.ts';
import { verifyEd25519 } from './verify-ed25519.ts';
import type { WitnessKey } from './witness-key.ts';

export type CosignatureVerdict =
  /** The witness saw this checkpoint as the largest consistent one at `time`. */
  | { readonly status: 'verified'; readonly key: WitnessKey; readonly time: Date }
  | { readonly status: 'malformed' | 'bad-signature'; readonly key: WitnessKey };

/**
 * Judges the cosignatures of the witnesses that are known from outside; the lines of others say nothing and are
 * passed over (C2SP tlog-cosignature, "ignore any signature lines that don't match the name and key ID").
 */
export async function verifyCosignatures(
  note: { readonly noteText: Uint8Array; readonly signatures: readonly NoteSignature[] },
  keys: readonly WitnessKey[],
  algorithms: Algorithms,
): Promise<readonly CosignatureVerdict[]> {
  const text = new TextDecoder().decode(note.noteText);
  const verdicts: CosignatureVerdict[] = [];
  for (const line of note.signatures) {
    const key = keys.find(({ name, id }) => name === line.name && id === line.keyId);
    if (key !== undefined) verdicts.push(await judge(text, { line, key, algorithms }));
  }
  return verdicts;
}

async function judge(
  text: string,
  { line, key, algorithms }: { line: NoteSignature; key: WitnessKey; algorithms: Algorithms },
): Promise<CosignatureVerdict> {
  try {
    const { seconds, signature } = parseCosignature(line.signature);
    const data = cosignatureMessage(seconds, text);
    const valid = await verifyEd25519({ rawKey: key.publicKey, data, signature }, algorithms);
    if (!valid) return { status: 'bad-signature', key };
    return { status: 'verified', key, time: new Date(seconds * 1000) };
  } catch (error) {
    if (error instanceof FormatError) return { status: 'malformed', key };
    throw error;
  }
}
