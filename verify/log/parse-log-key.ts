import type { Algorithms } from '../../algorithms/registry.ts';
import { ED25519_TYPE, parseVerifierKey } from '../../formats/log/verifier-key.ts';
import type { LogKey } from './log-key.ts';
import { sha256Of } from './sha256.ts';

/** Reads a log key as Go's sumdb/note writes it, `name+hash+base64`. Rejects with FormatError. */
export async function parseLogKey(vkey: string, algorithms: Algorithms): Promise<LogKey> {
  const sha256 = sha256Of(algorithms);
  const { name, id, publicKey } = await parseVerifierKey(sha256, vkey.trim(), [ED25519_TYPE]);
  return { name, id, publicKey };
}
