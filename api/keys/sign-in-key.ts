import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createFile } from '../../storage/files/create-file.ts';
import { DurableFolders } from '../../storage/files/durable-folders.ts';
import { ConfigError } from '../config.ts';
import { readIfThere } from './log-key.ts';

const OCTETS = 32;

/**
 * The key of the challenges that people sign to come in, `keys/sign-in.key`: made when it is not there, the same for
 * all processes, so that a challenge of one is known to the others. Rejects with ConfigError.
 */
export async function signInKey(data: string): Promise<Uint8Array> {
  const folder = join(data, 'keys');
  const file = join(folder, 'sign-in.key');
  if ((await readIfThere(file)) === undefined) {
    await new DurableFolders().make(folder);
    await createFile(file, randomBytes(OCTETS)); // or another process has made it meanwhile
  }
  const key = await readIfThere(file);
  if (key?.length !== OCTETS) throw new ConfigError(`${file} does not hold ${OCTETS} octets`);
  return Uint8Array.from(key);
}
