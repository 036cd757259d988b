import { readFile } from 'node:fs/promises';
import { ConfigError } from '../config-values.ts';

/** A file, as orchestrators hand secrets over, or the setting itself. */
export async function readSecret(
  name: string,
  { value, file }: { readonly value: string | undefined; readonly file: string | undefined },
): Promise<string | undefined> {
  if (file === undefined) return value;
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new ConfigError(`${name}: cannot read ${file}`, { cause });
  }
}
