import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from './verify-options.ts';

/** The full path of a file that must be there; throws UsageError. */
export async function requireFile(option: string, path: string, cwd: string): Promise<string> {
  const full = resolve(cwd, path);
  try {
    const found = await stat(full);
    if (found.isFile()) return full;
  } catch (error) {
    throw fileError(option, path, error);
  }
  throw new UsageError({
    ru: `${option}: «${path}» — не файл. Укажите файл.`,
    en: `${option}: “${path}” is not a file. Give a file.`,
  });
}

/** The error of the file system as advice; throws on whatever is none. */
export function fileError(option: string, path: string, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  return new UsageError({
    ru: `${option}: не получается с «${path}» (${code}). Проверьте путь и права.`,
    en: `${option}: cannot use “${path}” (${code}). Check the path and the permissions.`,
  });
}
