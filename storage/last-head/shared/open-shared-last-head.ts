import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { LastHead, RememberedHead } from '../../../vault/ports/last-head.ts';
import { ConflictError } from '../../../vault/ports/storage-error.ts';
import { createFile } from '../../files/create-file.ts';
import { DurableFolders } from '../../files/durable-folders.ts';
import { portError, systemCode } from '../../files/system-error.ts';
import { WriteGate } from '../../files/write-gate.ts';
import { checkNext } from '../check-next.ts';
import { headText, parseHead } from '../head-text.ts';

/** Files that stay, so that who writes a number that others have passed finds it taken. */
const KEPT = 16;

/** A head and the number of the file that holds it; 0: none was signed yet. */
interface Stored {
  readonly number: number;
  readonly head: RememberedHead | undefined;
}

/**
 * The last signed head for several processes, on a disk that all of them see: files `FILE.1`, `FILE.2`, … of
 * which the highest counts and a few older ones stay. A file gets its name by link(2), which fails when the name is there: of two that
 * write the next head one wins, on whatever machines they run, and a lock that could be left behind is not needed.
 */
export async function openSharedLastHead(options: { readonly file: string }): Promise<LastHead> {
  const file = resolve(options.file);
  const gate = new WriteGate();
  try {
    await new DurableFolders().make(dirname(file));
  } catch (error) {
    throw portError(error);
  }
  return {
    read: async () => (await readLatest(file)).head,
    async write(expected, next) {
      gate.check();
      const stored = await readLatest(file);
      checkNext(stored.head, expected, next);
      const number = stored.number + 1;
      await gate.sync(async () => {
        if (!(await createFile(`${file}.${number}`, headText(next)))) throw stale(next);
      });
      // Others may have gone so far that they had removed this very number before it was taken again.
      if ((await latestNumber(file)) >= number + KEPT) throw stale(next);
      await removeOlder(file, number - KEPT);
    },
  };
}

function stale({ size }: RememberedHead): ConflictError {
  return new ConflictError('stale', `another head was written while one of size ${size} was`);
}

async function readLatest(file: string): Promise<Stored> {
  for (;;) {
    const number = await latestNumber(file);
    if (number === 0) return { number, head: undefined };
    const name = `${file}.${number}`;
    try {
      return { number, head: parseHead(name, await readFile(name, 'utf8')) };
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw portError(error); // else: a higher one is there by now
    }
  }
}

async function latestNumber(file: string): Promise<number> {
  const whole = (await names(file)).filter(({ temporary }) => !temporary);
  return whole.reduce((highest, { number }) => Math.max(highest, number), 0);
}

/** `FILE.7`, and `FILE.7.0123456789abcdef` while that is being written. */
const NAME = /^([1-9]\d{0,14})(\.[0-9a-f]{16})?$/;

async function names(file: string) {
  const prefix = `${basename(file)}.`;
  const all = await readdir(dirname(file)).catch((error: unknown) => {
    throw portError(error);
  });
  return all.flatMap((name) => {
    const found = name.startsWith(prefix) ? NAME.exec(name.slice(prefix.length)) : null;
    return found === null
      ? []
      : [{ name, number: Number(found[1]), temporary: found[2] !== undefined }];
  });
}

async function removeOlder(file: string, last: number): Promise<void> {
  for (const old of await names(file)) {
    if (old.number <= last) await rm(join(dirname(file), old.name), { force: true });
  }
}
