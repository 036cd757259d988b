import type { Sha256 } from '../../formats/log/tree.ts';
import { COSIGNATURE_TYPE, formatVerifierKey, keyIdOf } from '../../formats/log/verifier-key.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
import { JournalError } from '../journal/journal-error.ts';

const ED25519 = '1.3.101.112';

/** The key of a witness: its own, used for nothing else (C2SP tlog-cosignature, key type 0x04). */
export interface WitnessSigner {
  readonly name: string;
  readonly id: number;
  /** The verification key to hand out. */
  readonly vkey: string;
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** Throws JournalError `wrong-key` for a key that is not Ed25519. */
export async function witnessSigner(
  name: string,
  key: SigningKey,
  sha256: Sha256,
): Promise<WitnessSigner> {
  if (key.signatureAlgorithm.oid !== ED25519) {
    throw new JournalError('wrong-key', `the witness's key is ${key.signatureAlgorithm.oid}`);
  }
  // RFC 8410 §4: the key is the last 32 octets of the SubjectPublicKeyInfo
  const publicKey = key.publicKey.slice(-32);
  const id = await keyIdOf(sha256, { name, publicKey }, COSIGNATURE_TYPE);
  const vkey = formatVerifierKey({ name, id, publicKey }, COSIGNATURE_TYPE);
  return { name, id, vkey, sign: (message) => key.sign(message) };
}
