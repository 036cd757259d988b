import { resolve } from 'node:path';
import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import { acceptStatements } from '../log/accept-statements.ts';
import type { LogKey } from '../log/log-key.ts';
import { parseLogKey } from '../log/parse-log-key.ts';
import { parseWitnessKey, type WitnessKey } from '../log/witness-key.ts';
import { readTextWithin } from './open-file.ts';
import { fileError } from './require-file.ts';
import { UsageError } from './verify-options.ts';

/** Octets of a file of keys, or of a signed statement: a line or some. */
const KEY_FILE_LIMIT = 1024 * 1024;

interface KeyContext {
  readonly cwd: string;
  readonly algorithms: Algorithms;
}

/** The log keys that the options name, with what the signed statements say of them. Throws UsageError. */
export async function readLogKeys(
  { logKeys, keyStatements = [] }: LogKeyOptions,
  { cwd, algorithms }: KeyContext,
): Promise<readonly LogKey[]> {
  const option = '--log-key';
  const parse = (line: string) => parseLogKey(line, algorithms);
  const keys = await readKeys({ option, texts: logKeys, cwd, parse });
  const notes = await Promise.all(
    keyStatements.map((path) =>
      readTextWithin(resolve(cwd, path), KEY_FILE_LIMIT).catch((error: unknown) => {
        throw fileError('--key-statement', path, error);
      }),
    ),
  );
  const verdict = await acceptStatements(keys, notes, algorithms);
  if (verdict.status !== 'accepted')
    throw noStatement(keyStatements[verdict.at] ?? '', verdict.status);
  const [ignored] = verdict.ignored;
  if (ignored !== undefined) throw noStatement(keyStatements[ignored] ?? '', 'ignored');
  return verdict.keys;
}

export interface LogKeyOptions {
  /** Each a log key, or a file whose lines are such. */
  readonly logKeys: readonly string[];
  /** Files of signed statements about log keys. */
  readonly keyStatements?: readonly string[];
}

function noStatement(file: string, why: 'malformed' | 'wrong-signature' | 'ignored'): UsageError {
  const russian = {
    malformed: 'это не заявление о ключе журнала',
    'wrong-signature': 'подпись под заявлением неверна',
    ignored: 'оно не подписано ключом, которому вы верите (--log-key)',
  };
  const english = {
    malformed: 'it is no statement about a log key',
    'wrong-signature': 'its signature is wrong',
    ignored: 'it is not signed by a key that you trust (--log-key)',
  };
  return new UsageError({
    ru: `--key-statement: «${file}»: ${russian[why]}.`,
    en: `--key-statement: “${file}”: ${english[why]}.`,
  });
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
    const lines = await readTextWithin(resolve(cwd, text), KEY_FILE_LIMIT).catch(
      (error: unknown) => {
        if (isNoName(error)) return text;
        throw fileError(option, text, error);
      },
    );
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

/** The text is the name of nothing, so that it must be the key itself. */
function isNoName(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code);
}

function noKey(option: string, line: string, detail: string): UsageError {
  return new UsageError({
    ru: `${option}: «${line}» — не ключ (${detail}). Ключ выглядит как имя+a1b2c3d4+AZ…`,
    en: `${option}: “${line}” is no key (${detail}). A key looks like name+a1b2c3d4+AZ…`,
  });
}
