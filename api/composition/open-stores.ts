import { join } from 'node:path';
import { openFsBlobs } from '../../storage/blobs/fs/open-fs-blobs.ts';
import { openSqliteMetadata } from '../../storage/metadata/sqlite/open-sqlite-metadata.ts';
import type { Blobs } from '../../vault/ports/blobs.ts';
import type { Metadata } from '../../vault/ports/metadata.ts';

export interface Stores {
  readonly metadata: Metadata;
  readonly blobs: Blobs;
}

/** SQLite and files in the data folder, which is the service's alone: the metadata's lock guards the rest. */
export async function openStores(data: string): Promise<Stores> {
  const metadata = await openSqliteMetadata({ file: join(data, 'okno.sqlite') });
  try {
    return { metadata, blobs: await openFsBlobs({ folder: join(data, 'documents') }) };
  } catch (error) {
    await metadata.close();
    throw error;
  }
}
