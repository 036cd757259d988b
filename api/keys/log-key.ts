import { generateKeyPairSync } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
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
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });
  await writeDurably(file, pem.toString());
  return signingKeyFromPkcs8(pem.toString());
}

/** Readable by the service alone, and on the disk before anything is signed with it. */
async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  const folder = await open(join(path, '..'), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
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
