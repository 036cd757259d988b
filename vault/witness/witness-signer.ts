import type { Checkpoint } from '../../formats/log/checkpoint.ts';
import {
  cosignatureMessage,
  cosignedMessage,
  encodeCosignature,
} from '../../formats/log/cosignature.ts';
import type { NoteSignature } from '../../formats/log/note.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import {
  COSIGNATURE_TYPE,
  formatVerifierKey,
  keyIdOf,
  ML_DSA_44_TYPE,
} from '../../formats/log/verifier-key.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
import { JournalError } from '../journal/journal-error.ts';

const ED25519 = '1.3.101.112';
const ML_DSA_44 = '2.16.840.1.101.3.4.3.17';

/** What is cosigned: a checkpoint as text and as read. */
export interface CosignedText {
  readonly text: string;
  readonly checkpoint: Checkpoint;
}

/** The key of a cosigner: its own, used for nothing else (C2SP tlog-cosignature, key types 0x04 and 0x06). */
export interface WitnessSigner {
  readonly name: string;
  /** The verification key to hand out. */
  readonly vkey: string;
  /**
   * The signature line under a checkpoint. `seconds` is when it was the largest that the cosigner had seen; 0, of
   * ML-DSA-44 only, says nothing about that. Throws RangeError.
   */
  sign(signed: CosignedText, seconds: number): Promise<NoteSignature>;
}

/** Throws JournalError `wrong-key` for a key that is neither Ed25519 nor ML-DSA-44. */
export async function witnessSigner(
  name: string,
  key: SigningKey,
  sha256: Sha256,
): Promise<WitnessSigner> {
  const { type, size, message } = schemeOf(name, key);
  const publicKey = key.publicKey.slice(-size);
  const id = await keyIdOf(sha256, { name, publicKey }, type);
  return {
    name,
    vkey: formatVerifierKey({ name, id, publicKey }, type),
    async sign(signed, seconds) {
      const signature = await key.sign(message(signed, seconds));
      return { name, keyId: id, signature: encodeCosignature({ seconds, signature }) };
    },
  };
}

interface Scheme {
  readonly type: number;
  /** Octets of the raw key, the last of its SubjectPublicKeyInfo (RFC 8410 §4; RFC 9881 §4). */
  readonly size: number;
  readonly message: (signed: CosignedText, seconds: number) => Uint8Array;
}

function schemeOf(name: string, { signatureAlgorithm: { oid } }: SigningKey): Scheme {
  switch (oid) {
    case ED25519:
      return {
        type: COSIGNATURE_TYPE,
        size: 32,
        message({ text }, seconds) {
          if (seconds === 0) throw new RangeError('an Ed25519 cosignature always says when');
          return cosignatureMessage(seconds, text);
        },
      };
    case ML_DSA_44:
      return {
        type: ML_DSA_44_TYPE,
        size: 1312,
        message: ({ checkpoint }, seconds) =>
          cosignedMessage({ cosigner: name, seconds, checkpoint }),
      };
    default:
      throw new JournalError('wrong-key', `a cosigner has no key of the algorithm ${oid}`);
  }
}
