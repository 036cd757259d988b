import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder of its own for one test, with these files, gone at its end; answers paths inside it. */
export async function scratchFolder(
  t: ExecutionContext,
  files: Files = {},
): Promise<(name: string) => string> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return (name) => join(folder, name);
}
