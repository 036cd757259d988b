import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { failpoint } from '../../faults/failpoint.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
import { syncFolder } from '../../storage/files/durable-folders.ts';
import { replaceFile } from '../../storage/files/replace-file.ts';
import { newLogKey, readIfThere } from './log-key.ts';

const fileOf = (data: string) => join(data, 'keys', 'log.next.key');

/** The key that is to follow, `keys/log.next.key`; made when it is not there, so that a second attempt takes the same. */
export async function nextLogKey(data: string): Promise<SigningKey> {
  const stored = await readIfThere(fileOf(data));
  if (stored !== undefined) return signingKeyFromPkcs8(stored.toString('utf8'));
  const pem = newLogKey();
  await replaceFile(fileOf(data), pem);
  failpoint('key/made');
  return signingKeyFromPkcs8(pem);
}

/** Undefined while no key is to follow. */
export async function waitingLogKey(data: string): Promise<SigningKey | undefined> {
  const stored = await readIfThere(fileOf(data));
  return stored === undefined ? undefined : signingKeyFromPkcs8(stored.toString('utf8'));
}

/** From now on it is the key, and the one before is gone. Durable when it returns. */
export async function takeNextLogKey(data: string): Promise<void> {
  await rename(fileOf(data), join(data, 'keys', 'log.key'));
  await syncFolder(join(data, 'keys'));
}
