import { readFile, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { LastHead, RememberedHead } from '../../../vault/ports/last-head.ts';
import { DurableFolders } from '../../files/durable-folders.ts';
import { replaceFile, temporaryOf } from '../../files/replace-file.ts';
import { portError, systemCode } from '../../files/system-error.ts';
import { WriteGate } from '../../files/write-gate.ts';
import { checkNext } from '../check-next.ts';
import { headText, parseHead } from '../head-text.ts';

/**
 * The last signed head in a small JSON file. One process writes it (the one that holds the metadata
 * store). A file that cannot be understood is StorageError `corrupt`: never taken for "no head yet".
 */
export async function openLastHead(options: { readonly file: string }): Promise<LastHead> {
  const file = resolve(options.file);
  const gate = new WriteGate();
  try {
    await new DurableFolders().make(dirname(file));
    await rm(temporaryOf(file), { force: true });
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
        await gate.sync(() => replaceFile(file, headText(next)));
      });
      last = turn.catch(() => {}); // the caller of that turn was told
      return turn;
    },
  };
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
