import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { LastHead, RememberedHead } from '../../../vault/ports/last-head.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { DurableFolders, syncFolder } from '../../files/durable-folders.ts';
import { portError, systemCode } from '../../files/system-error.ts';
import { WriteGate } from '../../files/write-gate.ts';
import { checkNext } from '../check-next.ts';

/**
 * The last signed head in a small JSON file. One process writes it (the one that holds the metadata
 * store). A file that cannot be understood is StorageError `corrupt`: never taken for "no head yet".
 */
export async function openLastHead(options: { readonly file: string }): Promise<LastHead> {
  const file = resolve(options.file);
  const gate = new WriteGate();
  try {
    await new DurableFolders().make(dirname(file));
    await rm(temporary(file), { force: true });
  } catch (error) {
    throw portError(error);
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: () => readHead(file),
    write(expected, next) {
      const turn = last.then(async () => {
        gate.check();
        checkNext(await readHead(file), expected, next);
        await gate.sync(() => replace(file, next));
      });
      last = turn.catch(() => {}); // the caller of that turn was told
      return turn;
    },
  };
}

function temporary(file: string): string {
  return `${file}.new`;
}

async function replace(file: string, head: RememberedHead): Promise<void> {
  try {
    const handle = await open(temporary(file), 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify({ size: head.size, root: head.root })}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary(file), file);
  } catch (error) {
    await rm(temporary(file), { force: true });
    throw error;
  }
  await syncFolder(dirname(file));
}

async function readHead(file: string): Promise<RememberedHead | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw portError(error);
  }
  return parseHead(file, text);
}

function parseHead(file: string, text: string): RememberedHead {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StorageError('corrupt', `${file} is no JSON`, error);
  }
  if (typeof value === 'object' && value !== null && 'size' in value && 'root' in value) {
    const { size, root } = value;
    if (Number.isSafeInteger(size) && Number(size) >= 0 && typeof root === 'string') {
      return { size: Number(size), root };
    }
  }
  throw new StorageError('corrupt', `${file} holds no head`);
}
