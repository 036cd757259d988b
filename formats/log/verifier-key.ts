// C2SP signed-note: verifier keys as Go's sumdb/note writes them, `name+hash+base64(type ‖ key)`.
import { fromBase64, toBase64 } from '../base64.ts';
import { FormatError } from '../format-error.ts';
import { isKeyName, readUint32 } from './note.ts';
import type { Sha256 } from './tree.ts';

/** Signature type identifier of Ed25519 (signed-note, "Signature types"). */
export const ED25519_TYPE = 0x01;
/** Timestamped Ed25519 cosignature (C2SP tlog-cosignature, "Format"). */
export const COSIGNATURE_TYPE = 0x04;
/** Timestamped ML-DSA-44 cosignature (the same, "The ML-DSA version SHOULD be used for new deployments"). */
export const ML_DSA_44_TYPE = 0x06;
/** Octets of the raw public key by type. */
const KEY_SIZES: ReadonlyMap<number, number> = new Map([
  [ED25519_TYPE, 32],
  [COSIGNATURE_TYPE, 32],
  [ML_DSA_44_TYPE, 1312],
]);

export interface VerifierKey {
  readonly name: string;
  readonly id: number;
  /** Raw public key: 32 octets of Ed25519, 1312 of ML-DSA-44. */
  readonly publicKey: Uint8Array;
}

/** key ID = SHA-256(key name || 0x0A || signature type || public key)[:4] */
export async function keyIdOf(
  sha256: Sha256,
  { name, publicKey }: Pick<VerifierKey, 'name' | 'publicKey'>,
  type: number = ED25519_TYPE,
): Promise<number> {
  const prefix = new TextEncoder().encode(`${name}\n`);
  const input = new Uint8Array(prefix.length + 1 + publicKey.length);
  input.set(prefix);
  input[prefix.length] = type;
  input.set(publicKey, prefix.length + 1);
  return readUint32(await sha256(input));
}

/** Reads a verifier key of one of `types` and checks its key ID. Throws FormatError; `unsupported` for other types. */
export async function parseVerifierKey<T extends number>(
  sha256: Sha256,
  text: string,
  types: readonly T[],
): Promise<VerifierKey & { readonly type: T }> {
  const fail = (code: 'malformed' | 'unsupported', reason: string) =>
    new FormatError(code, { format: 'log key', reason });
  const match = /^(?<name>[^+]+)\+(?<hash>[0-9a-f]{8})\+(?<key>[A-Za-z0-9+/=]+)$/u.exec(text);
  const { name = '', hash = '', key = '' } = match?.groups ?? {};
  if (!isKeyName(name)) throw fail('malformed', 'expected name+hash+key');
  const bytes = fromBase64(key, 'log key');
  const type = types.find((each) => each === bytes[0]);
  if (type === undefined) {
    throw fail('unsupported', `key type ${bytes[0]} is not ${types.join(' or ')}`);
  }
  const publicKey = bytes.subarray(1);
  const size = KEY_SIZES.get(type);
  if (publicKey.length !== size) throw fail('malformed', `key is not ${size} octets long`);
  const id = await keyIdOf(sha256, { name, publicKey }, type);
  if (id !== Number.parseInt(hash, 16)) throw fail('malformed', 'key ID does not match the key');
  return { name, id, publicKey, type };
}

export function formatVerifierKey(
  { name, id, publicKey }: VerifierKey,
  type: number = ED25519_TYPE,
): string {
  const typed = new Uint8Array([type, ...publicKey]);
  return `${name}+${id.toString(16).padStart(8, '0')}+${toBase64(typed)}`;
}
