import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Message } from '../report/messages.ts';
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

/** What people call the errors of the file system that they can do something about. */
const WHY: ReadonlyMap<string, Message> = new Map([
  ['ENOENT', { ru: 'такого файла или папки нет', en: 'there is no such file or folder' }],
  ['ENOTDIR', { ru: 'часть пути — не папка', en: 'a part of the path is no folder' }],
  ['EISDIR', { ru: 'это папка, а нужен файл', en: 'it is a folder, and a file is needed' }],
  ['ENOTFILE', { ru: 'это не файл', en: 'it is no file' }],
  ['EFBIG', { ru: 'файл слишком велик', en: 'the file is too large' }],
  ['EACCES', { ru: 'нет прав', en: 'permission denied' }],
  ['EPERM', { ru: 'нет прав', en: 'permission denied' }],
  ['EROFS', { ru: 'сюда нельзя писать', en: 'nothing can be written there' }],
  ['ENOSPC', { ru: 'на диске нет места', en: 'no space is left on the disk' }],
]);

const UNTOLD: Message = { ru: 'не читается и не пишется', en: 'cannot be used' };

/** The error of the file system as advice; throws on whatever is none. */
export function fileError(option: string, path: string, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  const why = WHY.get(code) ?? UNTOLD;
  return new UsageError({
    ru: `${option}: «${path}»: ${why.ru} (${code}).`,
    en: `${option}: “${path}”: ${why.en} (${code}).`,
  });
}
