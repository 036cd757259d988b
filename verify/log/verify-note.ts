import type { Algorithms } from '../../algorithms/registry.ts';
import type { SignedNote } from '../../formats/log/note.ts';
import type { LogKey } from './log-key.ts';
import { verifyEd25519 } from './verify-raw.ts';

export type NoteVerdict =
  /** The keys that have signed, of those that were given. */
  | { readonly status: 'verified'; readonly keys: readonly LogKey[] }
  /** No signature is by a key that was given: nothing is known about the note. */
  | { readonly status: 'unknown-key' }
  | { readonly status: 'bad-signature' };

/** Verifies the signatures of a note under keys given from outside (C2SP signed-note). */
export async function verifyNote(
  { noteText, signatures }: Pick<SignedNote, 'signatures'> & { readonly noteText: Uint8Array },
  keys: readonly LogKey[],
  algorithms: Algorithms,
): Promise<NoteVerdict> {
  const known = signatures.flatMap(({ name, keyId, signature }) => {
    const key = keys.find((each) => each.name === name && each.id === keyId);
    return key === undefined ? [] : [{ signature, key }];
  });
  if (known.length === 0) return { status: 'unknown-key' };
  // "If a signature from a known key fails to verify, clients SHOULD reject the whole note."
  for (const { signature, key } of known) {
    if (!(await verifyEd25519({ rawKey: key.publicKey, data: noteText, signature }, algorithms))) {
      return { status: 'bad-signature' };
    }
  }
  return { status: 'verified', keys: known.map(({ key }) => key) };
}
