import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { syncFolder } from '../../storage/files/durable-folders.ts';
import { readIfThere } from './log-key.ts';
import { sealIdentity } from './seal-identity.ts';

/**
 * The seal that is to follow, as the operator laid it down: `keys/next/` holds what `keys/` holds of a seal. Rejects
 * with ConfigError when nothing is there.
 */
export function nextSeal(data: string, password: string): Promise<SigningIdentity> {
  return sealIdentity(data, password, 'next');
}

/** From now on it is the seal. After a crash between the two files `finishNextSeal` does the rest. */
export async function takeNextSeal(data: string): Promise<void> {
  const [keys, next] = [join(data, 'keys'), join(data, 'keys', 'next')];
  if ((await readIfThere(join(next, 'seal.p12'))) !== undefined) {
    await rename(join(next, 'seal.p12'), join(keys, 'seal.p12'));
  } else {
    await rename(join(next, 'seal.key'), join(keys, 'seal.key'));
    await finishNextSeal(data);
  }
  await syncFolder(keys);
}

/** A certificate that waits for its key goes where the key is. */
export async function finishNextSeal(data: string): Promise<void> {
  const waiting = join(data, 'keys', 'next', 'seal.crt');
  const certificates = await readIfThere(waiting);
  const key = await readIfThere(join(data, 'keys', 'seal.key'));
  const left = await readIfThere(join(data, 'keys', 'next', 'seal.key'));
  if (certificates === undefined || key === undefined || left !== undefined) return;
  await rename(waiting, join(data, 'keys', 'seal.crt'));
}
