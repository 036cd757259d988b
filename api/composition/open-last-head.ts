import { join } from 'node:path';
import { openLastHead } from '../../storage/last-head/fs/open-last-head.ts';
import { openSharedLastHead } from '../../storage/last-head/shared/open-shared-last-head.ts';
import type { LastHead } from '../../vault/ports/last-head.ts';
import { type Config, ConfigError } from '../config.ts';

/** Where the head that was signed last is remembered, outside the database and its backups. */
export const lastHeadOf = (config: Config): Promise<LastHead> => remembered(config, '');

/** Beside it, the last segment of the archive: its number and the digest of its `segment.json`. */
export const lastSegmentOf = (config: Config): Promise<LastHead> => remembered(config, '.segment');

async function remembered({ data, database, lastHead }: Config, suffix: string): Promise<LastHead> {
  if (database === undefined) {
    return openLastHead({ file: `${lastHead ?? join(data, 'last-head.json')}${suffix}` });
  }
  if (lastHead === undefined) {
    throw new ConfigError(
      'lastHead must be set with database: a file on a disk that all processes see and no backup of the database holds',
    );
  }
  return openSharedLastHead({ file: `${lastHead}${suffix}` });
}
