import type { ByteSource } from '../../formats/byte-source.ts';

/** A folder of files as the validator sees it; paths are relative, separated by `/`, and `''` is the top. */
export interface OcflTree {
  /** What lies in a folder, in any order. */
  list(path: string): Promise<readonly OcflEntry[]>;
  /** Hands a file's octets to `use` and closes it. */
  read<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T>;
}

export interface OcflEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'symbolic-link' | 'other';
  /** Names that the file has in the file system; more than one is a hard link. */
  readonly links: number;
}

export const pathIn = (folder: string, name: string): string =>
  folder === '' ? name : `${folder}/${name}`;
