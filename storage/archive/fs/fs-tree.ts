import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSource } from '../../../formats/byte-source.ts';
import { readPiece } from '../../blobs/fs/open-blob.ts';
import { openPlain } from '../../files/open-plain.ts';

export interface TreeEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'symbolic-link' | 'other';
  readonly links: number;
}

export type FsTree = ReturnType<typeof fsTree>;

/** A folder as a tree of files, in order of names; links are told and never followed. Rejects with system errors. */
export function fsTree(folder: string) {
  const at = (path: string) => (path === '' ? folder : join(folder, ...path.split('/')));
  return {
    async list(path: string): Promise<readonly TreeEntry[]> {
      const entries = await readdir(at(path), { withFileTypes: true });
      const found = entries.map(async (entry): Promise<TreeEntry> => {
        if (entry.isFile()) {
          const { nlink } = await lstat(join(at(path), entry.name));
          return { name: entry.name, kind: 'file', links: nlink };
        }
        const kind = entry.isDirectory()
          ? 'folder'
          : entry.isSymbolicLink()
            ? 'symbolic-link'
            : 'other';
        return { name: entry.name, kind, links: 1 };
      });
      return (await Promise.all(found)).sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async read<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
      const handle = await openPlain(folder, path);
      try {
        const { size } = await handle.stat();
        return await use({
          size,
          read: (offset, length) => readPiece(handle, size, { offset, length }),
        });
      } finally {
        await handle.close();
      }
    },
  };
}
