import { join } from 'node:path';
import { openEncryptedBlobs } from '../../storage/blobs/encrypted/open-encrypted-blobs.ts';
import { commandProtection } from '../../storage/keys/command-protection.ts';
import type { MasterKeyStore } from '../../storage/keys/master-key-store.ts';
import { openKeyFolder } from '../../storage/keys/open-key-folder.ts';
import { openMasterKeys } from '../../storage/keys/open-master-keys.ts';
import type { Blobs } from '../../vault/ports/blobs.ts';
import type { Clock } from '../../vault/ports/clock.ts';
import type { Metadata } from '../../vault/ports/metadata.ts';
import type { Config } from '../config.ts';
import { type BlobFiles, openBlobFiles } from './open-blob-files.ts';
import {
  type Alone,
  type OpenedBy,
  type OpenedMetadata,
  openMetadata,
  type SharedDatabase,
} from './open-metadata.ts';

export interface Stores {
  readonly metadata: Metadata;
  readonly blobs: Blobs;
  /** The same as the engine has them, octet for octet: for the archive. */
  readonly stored: Blobs;
  /** The content of blobs by what is stored of them elsewhere, as in a copy of the archive. */
  readonly contentOf: (stored: Pick<Blobs, 'open'>) => Pick<Blobs, 'open'>;
  /** The engine under the blobs. */
  readonly files: Pick<BlobFiles, 'inspection' | 'retention' | 'state'>;
  /** What processes over the same stores need of each other; absent: this process has them for itself. */
  readonly shared?: SharedDatabase;
}

/** The metadata first: with SQLite its lock makes the data folder this process's own. */
export async function openStores(
  config: Config,
  by: OpenedBy = 'service',
  clock: Clock = { now: () => new Date() },
): Promise<Stores> {
  const opened = await openMetadata(config, by);
  try {
    const files = await openBlobFiles(config, { shared: opened.shared !== undefined, clock });
    const close = async () => {
      files.close();
      await opened.metadata.close();
    };
    const stored = files.blobs;
    const over = await encrypted(config, opened);
    const contentOf: Stores['contentOf'] = ({ open }) => over({ ...stored, open });
    const metadata = { ...opened.metadata, close };
    return { ...opened, metadata, blobs: over(stored), stored, contentOf, files };
  } catch (error) {
    await opened.metadata.close();
    throw error;
  }
}

/** Whatever engine keeps the files sees encrypted octets only. */
async function encrypted(
  config: Config,
  { metadata, shared }: OpenedMetadata,
): Promise<(files: Blobs) => Blobs> {
  const { blobKeys: keys } = metadata;
  const alone: Alone = shared?.alone ?? ((_, work) => work());
  const ring = await alone('start', () => openMasterKeys(masterKeysOf(config), keys));
  return (files) => openEncryptedBlobs({ files, keys, ring });
}

/** `keys/master` in the data folder unless another is set; the command, if any, is what opens the files. */
export function masterKeysOf(config: Config): MasterKeyStore {
  const { data, masterKeys: folder = join(data, 'keys', 'master'), masterKeyCommand } = config;
  return openKeyFolder({
    folder,
    ...(masterKeyCommand === undefined ? {} : { protection: commandProtection(masterKeyCommand) }),
  });
}
