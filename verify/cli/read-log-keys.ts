import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { LogKey } from '../log/log-key.ts';
import { parseLogKey } from '../log/parse-log-key.ts';
import { UsageError } from './verify-options.ts';

/** The keys that an option names: each a vkey, or a file whose lines are such. Throws UsageError. */
export async function readLogKeys(
  option: string,
  texts: readonly string[],
  { cwd, algorithms }: { readonly cwd: string; readonly algorithms: Algorithms },
): Promise<LogKey[]> {
  const keys: LogKey[] = [];
  for (const text of texts) {
    const lines = await readFile(resolve(cwd, text), 'utf8').catch(() => text);
    for (const line of lines.split('\n').filter((each) => each.trim() !== '')) {
      keys.push(await keyIn(option, line, algorithms));
    }
  }
  return keys;
}

async function keyIn(option: string, line: string, algorithms: Algorithms): Promise<LogKey> {
  try {
    return await parseLogKey(line, algorithms);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new UsageError({
      ru: `${option}: «${line}» — не ключ (${error.message}). Ключ выглядит как имя+a1b2c3d4+AZ…`,
      en: `${option}: “${line}” is no key (${error.message}). A key looks like name+a1b2c3d4+AZ…`,
    });
  }
}
