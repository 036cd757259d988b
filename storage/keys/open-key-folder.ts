import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DurableFolders, syncFolder } from '../files/durable-folders.ts';
import { replaceFile } from '../files/replace-file.ts';
import { systemCode } from '../files/system-error.ts';
import { KeyError } from './key-error.ts';
import { keyFileText, parseKeyFile } from './key-file.ts';
import { generationNumber, MASTER_KEY_SIZE, type MasterKey, masterKey } from './master-key.ts';
import { type KeyProtection, type MasterKeyStore, UNPROTECTED } from './master-key-store.ts';

const EXTENSION = '.key';
/** On its way out: no key any more, whatever it still holds. */
const RETIRED = '.retired';

/**
 * Generations of the master key as files `GENERATION.key` (mode 0600) in `folder`. A file is opened by what
 * closed it: unprotected, or by `protection`, which also closes new ones.
 */
export function openKeyFolder(options: {
  readonly folder: string;
  readonly protection?: KeyProtection;
}): MasterKeyStore {
  const { folder, protection = UNPROTECTED } = options;
  const pathOf = (generation: string) => join(folder, `${generation}${EXTENSION}`);
  const protections = new Map([UNPROTECTED, protection].map((each) => [each.name, each]));
  return {
    async read() {
      const keys: MasterKey[] = [];
      for (const generation of await namesIn(folder, EXTENSION)) {
        keys.push(await readKey(pathOf(generation), generation, protections));
      }
      return keys.toSorted((a, b) => numberOf(a.generation) - numberOf(b.generation));
    },
    async add({ generation, key }) {
      await new DurableFolders().make(folder);
      const wrapped = await protection.wrap(key.export(), generation);
      const file = { generation, protection: protection.name, key: wrapped };
      await replaceFile(pathOf(generation), keyFileText(file)); // the name tells the key: no other has it
    },
    async retire(generation) {
      await rename(pathOf(generation), join(folder, `${generation}${RETIRED}`)).catch(ifThere);
      await syncFolder(folder);
      // Those that an earlier run had not come to, too.
      for (const each of await namesIn(folder, RETIRED)) {
        await destroy(join(folder, `${each}${RETIRED}`));
      }
      await syncFolder(folder);
    },
  };
}

function numberOf(generation: string): number {
  return generationNumber(generation) ?? 0;
}

function ifThere(error: unknown): void {
  if (systemCode(error) !== 'ENOENT') throw error;
}

async function namesIn(folder: string, extension: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder))
      .filter((name) => name.endsWith(extension))
      .map((name) => name.slice(0, -extension.length));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw unreadable(folder, error);
  }
}

async function readKey(
  path: string,
  generation: string,
  protections: ReadonlyMap<string, KeyProtection>,
): Promise<MasterKey> {
  const number = generationNumber(generation);
  if (number === undefined) {
    throw new KeyError('master-key-unreadable', `${path} is not named by a generation`);
  }
  const file = parseKeyFile(await readPrivate(path), path);
  const protection = protections.get(file.protection);
  if (protection === undefined) {
    throw new KeyError(
      'master-key-unreadable',
      `${path} is protected by «${file.protection}», which is not set`,
    );
  }
  const octets = await protection.unwrap(file.key, generation);
  const key = octets.length === MASTER_KEY_SIZE ? masterKey(number, octets) : undefined;
  if (key?.generation === generation && file.generation === generation) return key;
  throw new KeyError(
    'master-key-wrong',
    `${path} does not hold the key of generation ${generation}: put the right file back; nothing was changed`,
  );
}

async function readPrivate(path: string): Promise<string> {
  let mode: number;
  let text: string;
  try {
    ({ mode } = await stat(path));
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
  if ((mode & 0o077) === 0) return text;
  throw new KeyError(
    'master-key-exposed',
    `${path} can be read by others on this machine (mode ${(mode & 0o777).toString(8)}): chmod 600, then okno keys roll-over`,
  );
}

function unreadable(path: string, error: unknown): KeyError {
  return new KeyError('master-key-unreadable', `cannot read ${path}: ${String(error)}`, error);
}

/** Zeros over the octets first; what a medium keeps of them beside is beyond a file system's reach. */
async function destroy(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    const { size } = await handle.stat();
    await handle.write(Buffer.alloc(size), 0, size, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rm(path);
}
