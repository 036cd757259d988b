import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
import { DurableFolders } from '../../storage/files/durable-folders.ts';
import { replaceFile } from '../../storage/files/replace-file.ts';
import { ConfigError } from '../config.ts';

/**
 * The key of the log, `keys/log.key` (Ed25519, PKCS #8 PEM). Made at the first start; never for a log that
 * has entries, since a new key there would cut it off from its receipts. Rejects with ConfigError.
 */
export async function logKey(data: string, logIsEmpty: boolean): Promise<SigningKey> {
  const folder = join(data, 'keys');
  const file = join(folder, 'log.key');
  const stored = await readIfThere(file);
  if (stored !== undefined) return signingKeyFromPkcs8(stored.toString('utf8'));
  if (!logIsEmpty) throw new ConfigError(`the log has entries, and its key ${file} is missing`);
  await new DurableFolders().make(folder);
  const pem = newLogKey();
  // On the disk whole before anything is signed with it: half a key would be taken for a damaged one.
  await replaceFile(file, pem);
  return signingKeyFromPkcs8(pem);
}

/** Ed25519, PKCS #8 in PEM. */
export function newLogKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** The octets of a file; undefined when there is none. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
