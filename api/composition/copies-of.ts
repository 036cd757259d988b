import { join } from 'node:path';
import { archiveCopy } from '../../storage/archive/fs/archive-copy.ts';
import type { ArchiveCopy } from '../../vault/ports/archive.ts';
import type { Config } from '../config.ts';

export interface Copies {
  readonly archive: ArchiveCopy;
  /** Absent: no second copy is set. */
  readonly mirror?: ArchiveCopy;
}

export const archiveFolder = ({ archive, data }: Pick<Config, 'archive' | 'data'>): string =>
  archive ?? join(data, 'archive');

export function copiesOf(config: Pick<Config, 'archive' | 'archiveMirror' | 'data'>): Copies {
  const { archiveMirror } = config;
  const archive = archiveCopy(archiveFolder(config));
  return archiveMirror === undefined
    ? { archive }
    : { archive, mirror: archiveCopy(archiveMirror) };
}
