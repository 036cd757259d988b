import { join } from 'node:path';
import { openFsBlobs } from '../../storage/blobs/fs/open-fs-blobs.ts';
import type { Blobs } from '../../vault/ports/blobs.ts';
import type { Metadata } from '../../vault/ports/metadata.ts';
import type { Config } from '../config.ts';
import { type OpenedBy, openMetadata, type SharedDatabase } from './open-metadata.ts';

export interface Stores {
  readonly metadata: Metadata;
  readonly blobs: Blobs;
  /** What processes over the same stores need of each other; absent: this process has them for itself. */
  readonly shared?: SharedDatabase;
}

/** The metadata first: with SQLite its lock makes the data folder this process's own. */
export async function openStores(config: Config, by: OpenedBy = 'service'): Promise<Stores> {
  const opened = await openMetadata(config, by);
  try {
    const folder = join(config.data, 'documents');
    const blobs = await openFsBlobs({ folder, shared: opened.shared !== undefined });
    return { ...opened, blobs };
  } catch (error) {
    await opened.metadata.close();
    throw error;
  }
}
