import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { LOG_FILE_LIMIT, type LogFiles } from '../log/log-files.ts';
import { readWithin } from './open-file.ts';
import { fileError } from './require-file.ts';
import { UsageError } from './verify-options.ts';

/** Milliseconds for one file over HTTP. */
const TIMEOUT = 60_000;

export interface LogSourceOptions {
  readonly cwd: string;
  /** Bearer token for a service that asks for one. */
  readonly token?: string;
}

/** The files of a log in a folder, or under the address where its `checkpoint` lies. Throws UsageError. */
export async function openLogSource(source: string, options: LogSourceOptions): Promise<LogFiles> {
  if (/^https?:\/\//.test(source)) return webFiles(source, options.token);
  const folder = resolve(options.cwd, source);
  const found = await stat(folder).catch((error: unknown) => {
    throw fileError('SOURCE', source, error);
  });
  if (found.isDirectory()) return { read: (path) => readIfThere(join(folder, path)) };
  throw new UsageError({
    ru: `«${source}» — не папка журнала и не адрес. Укажите папку, в которой лежит файл checkpoint.`,
    en: `“${source}” is neither a log's folder nor an address. Give the folder that holds the file checkpoint.`,
  });
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readWithin(path, LOG_FILE_LIMIT);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw fileError('SOURCE', path, error);
  }
}

function webFiles(address: string, token: string | undefined): LogFiles {
  const base = address.endsWith('/') ? address : `${address}/`;
  return {
    async read(path) {
      const answer = await fetch(`${base}${path}`, {
        // A token must not follow the answer to another server.
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT),
        ...(token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
      }).catch((cause: unknown) => {
        throw unanswered(base, cause instanceof Error ? cause.message : String(cause));
      });
      if (answer.ok) return bodyOf(answer, path);
      await answer.body?.cancel();
      if (answer.status === 404) return undefined;
      throw unanswered(base, `HTTP ${answer.status}`);
    },
  };
}

async function bodyOf(answer: Response, path: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.length;
    if (size > LOG_FILE_LIMIT) throw unanswered(path, `> ${LOG_FILE_LIMIT}`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function unanswered(address: string, detail: string): UsageError {
  return new UsageError({
    ru: `Журнал по адресу ${address} не читается (${detail}). Проверьте адрес и --token-file.`,
    en: `The log at ${address} cannot be read (${detail}). Check the address and --token-file.`,
  });
}

/** Keeps every file that is read from `files` in a folder under its path. */
export function keepingFiles(files: LogFiles, folder: string): LogFiles {
  return {
    async read(path) {
      const bytes = await files.read(path);
      // The checkpoint comes last, when all that it covers is there.
      if (bytes !== undefined && path !== 'checkpoint') await writeLogFile(folder, path, bytes);
      return bytes;
    },
  };
}

export async function writeLogFile(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const file = join(folder, path);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  } catch (error) {
    throw fileError('FOLDER', file, error);
  }
}
