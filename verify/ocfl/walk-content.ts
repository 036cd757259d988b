import type { Report } from './findings.ts';
import { type OcflEntry, type OcflTree, pathIn } from './tree.ts';

/** Deeper than any that this program writes: a folder that never ends is not walked. */
const DEEPEST = 64;

/** Every file under a content directory, with what may not lie there reported (OCFL 1.1 §3.3.1, §4.6). */
export async function contentFiles(
  tree: OcflTree,
  folder: string,
  report: Report,
): Promise<readonly string[]> {
  const files: string[] = [];
  const walk = async (path: string, depth: number): Promise<void> => {
    if (depth > DEEPEST) throw new RangeError(`${path} lies deeper than ${DEEPEST} folders`);
    const entries = await tree.list(path);
    if (entries.length === 0 && depth > 0) report('E024', path, 'is empty');
    for (const entry of entries) {
      const inside = pathIn(path, entry.name);
      if (entry.kind === 'folder') await walk(inside, depth + 1);
      else if (isPlainFile(entry, inside, report)) files.push(inside);
    }
  };
  await walk(folder, 0);
  return files;
}

/** Links and devices are told; a hard link is still a file. */
export function isPlainFile(entry: OcflEntry, path: string, report: Report): boolean {
  if (entry.kind === 'symbolic-link') report('E090', path, 'is a symbolic link');
  else if (entry.kind === 'other') report('E089', path, 'is neither file nor folder');
  else if (entry.kind === 'file' && entry.links > 1) {
    report('E090', path, `is a hard link: the file has ${entry.links} names`);
  }
  return entry.kind === 'file';
}
