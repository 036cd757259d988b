import { formatNote } from '../../formats/log/note.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import { formatVerifierKey, keyIdOf } from '../../formats/log/verifier-key.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
import { JournalError } from './journal-error.ts';

const ED25519 = '1.3.101.112';

/** The key of the log: signs note texts under the log's name (C2SP signed-note, type 0x01). */
export interface NoteSigner {
  /** Key name and origin of the log. */
  readonly name: string;
  /** Key ID, eight digits in lower-case hex. */
  readonly id: string;
  /** The verification key to hand out: `name+hash+base64`. */
  readonly vkey: string;
  /** The signed note of `text`. */
  sign(text: string): Promise<string>;
}

/** Throws JournalError `wrong-key` for a key that is not Ed25519. */
export async function noteSigner(
  name: string,
  key: SigningKey,
  sha256: Sha256,
): Promise<NoteSigner> {
  if (key.signatureAlgorithm.oid !== ED25519) {
    throw new JournalError('wrong-key', `the log's key is ${key.signatureAlgorithm.oid}`);
  }
  // RFC 8410 §4: the key is the last 32 octets of the SubjectPublicKeyInfo
  const publicKey = key.publicKey.slice(-32);
  const id = await keyIdOf(sha256, { name, publicKey });
  return {
    name,
    id: id.toString(16).padStart(8, '0'),
    vkey: formatVerifierKey({ name, id, publicKey }),
    async sign(text) {
      const signature = await key.sign(new TextEncoder().encode(text));
      return formatNote({ text, signatures: [{ name, keyId: id, signature }] });
    },
  };
}
