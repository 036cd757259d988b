import { join } from 'node:path';
import { ProviderError } from '../../algorithms/load-provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import { KeyError } from '../../storage/keys/key-error.ts';
import { ArchiveError } from '../../vault/archive/archive-error.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { readLogKeys } from '../../verify/cli/read-log-keys.ts';
import { UsageError } from '../../verify/cli/verify-options.ts';
import type { LogKey } from '../../verify/log/log-key.ts';
import { EXIT } from '../../verify/report/exit-code.ts';
import { rebuildStores } from '../composition/rebuild-stores.ts';
import type { Config } from '../config.ts';
import { statementFiles } from '../keys/key-statements.ts';
import { readIfThere } from '../keys/log-key.ts';
import { algorithmsFor, command, EX, settingsOf } from './command.ts';
import { REBUILD_OPTIONS } from './option-tables.ts';
import type { CliPorts } from './ports.ts';
import {
  isIncomplete,
  noPublishedKey,
  REBUILD_HELP,
  refusalText,
  reportText,
} from './rebuild-words.ts';

/** Segments between two words of progress. */
const STEP = 100;

/** `okno rebuild`: the database from the archive. Answers with the exit code. */
export const run = command({
  name: 'okno rebuild',
  help: REBUILD_HELP,
  options: REBUILD_OPTIONS,
  asked: ({ values, positionals }) => (positionals.length === 0 ? values : positionals.join(' ')),
  async act(options, ports) {
    const { now, stdout, stderr, language } = ports;
    const config = await settingsOf(options.config, ports);
    const algorithms = await algorithmsFor(config, ports);
    const report = await rebuildStores(config, {
      ...{ algorithms, now, replace: options.replace },
      logKeys: await logKeysOf(options, { ports, config, algorithms }),
      progress: (segment) => {
        if (segment % STEP === 0) stderr.write(`${segment}\n`);
      },
    });
    const json = options.format === 'json';
    stdout.write(json ? `${JSON.stringify(report, null, 1)}\n` : reportText(report, language));
    return isIncomplete(report) ? EXIT.failed : EXIT.passed;
  },
  failures: [
    [ProviderError, EX.config],
    [KeyError, EX.config],
    [ArchiveError, EXIT.unreadable, (error, language) => refusalText(error, language)],
    [FormatError, EXIT.unreadable],
    [StorageError, (error) => (isCorrupt(error) ? EXIT.unreadable : EX.unavailable)],
  ],
});

const isCorrupt = (error: Error) => error instanceof StorageError && error.code === 'corrupt';

interface KeyOptions {
  readonly 'log-key'?: readonly string[] | undefined;
  readonly 'key-statement'?: readonly string[] | undefined;
}

/** Those that were given; none: what the service publishes of its own, with what it has said of them. */
async function logKeysOf(
  options: KeyOptions,
  about: {
    readonly ports: CliPorts;
    readonly config: Config;
    readonly algorithms: Algorithms;
  },
): Promise<readonly LogKey[]> {
  const { ports, config, algorithms } = about;
  const { 'log-key': logKeys, 'key-statement': keyStatements = [] } = options;
  const context = { cwd: ports.cwd, algorithms };
  if (logKeys !== undefined) return readLogKeys({ logKeys, keyStatements }, context);
  const published = join(config.data, 'keys', 'log.vkey');
  if ((await readIfThere(published)) === undefined) throw new UsageError(noPublishedKey(published));
  const own = {
    logKeys: [published],
    keyStatements: [...(await statementFiles(config.data)), ...keyStatements],
  };
  return readLogKeys(own, context);
}
