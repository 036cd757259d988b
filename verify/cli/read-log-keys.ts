import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { LogKey } from '../log/log-key.ts';
import { parseLogKey } from '../log/parse-log-key.ts';
import { parseWitnessKey, type WitnessKey } from '../log/witness-key.ts';
import { UsageError } from './verify-options.ts';

interface KeyContext {
  readonly cwd: string;
  readonly algorithms: Algorithms;
}

/** The keys that an option names: each a vkey, or a file whose lines are such. Throws UsageError. */
export function readLogKeys(
  option: string,
  texts: readonly string[],
  context: KeyContext,
): Promise<LogKey[]> {
  const parse = (line: string) => parseLogKey(line, context.algorithms);
  return readKeys({ option, texts, cwd: context.cwd, parse });
}

/** The keys of `--witness-key`, given as those of a log are. Throws UsageError. */
export function readWitnessKeys(
  texts: readonly string[],
  { cwd, algorithms }: KeyContext,
): Promise<WitnessKey[]> {
  const parse = (line: string) => parseWitnessKey(line, algorithms);
  return readKeys({ option: '--witness-key', texts, cwd, parse });
}

async function readKeys<T>(request: {
  readonly option: string;
  readonly texts: readonly string[];
  readonly cwd: string;
  readonly parse: (line: string) => Promise<T>;
}): Promise<T[]> {
  const { option, texts, cwd, parse } = request;
  const keys: T[] = [];
  for (const text of texts) {
    const lines = await readFile(resolve(cwd, text), 'utf8').catch(() => text);
    for (const line of lines.split('\n').filter((each) => each.trim() !== '')) {
      keys.push(
        await parse(line).catch((error: unknown) => {
          throw error instanceof FormatError ? noKey(option, line, error.message) : error;
        }),
      );
    }
  }
  return keys;
}

function noKey(option: string, line: string, detail: string): UsageError {
  return new UsageError({
    ru: `${option}: «${line}» — не ключ (${detail}). Ключ выглядит как имя+a1b2c3d4+AZ…`,
    en: `${option}: “${line}” is no key (${detail}). A key looks like name+a1b2c3d4+AZ…`,
  });
}
