import { readdir, stat } from 'node:fs/promises';

/**
 * The names of the files of a folder, in their order, hidden ones and folders inside it apart; undefined where
 * `path` is no folder. The user vouches for the folder: links in it are followed, as folders of certificates are
 * made of them. Rejects with errors of the file system.
 */
export async function namesInFolder(path: string): Promise<readonly string[] | undefined> {
  if (!(await stat(path)).isDirectory()) return undefined;
  const entries = await readdir(path, { withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'));
  return files.map(({ name }) => name).sort();
}

const NO_FILES: ReadonlySet<string> = new Set(['EISDIR', 'ENOTFILE', 'ENOENT']);

/** The code of the error over what lies in a folder and is no file, or a link to nothing; undefined for any other. */
export function noFileCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return code !== undefined && NO_FILES.has(code) ? code : undefined;
}
