import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PROVIDERS, loadProviders } from '../../algorithms/load-provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import { RebuildError } from '../../vault/archive/rebuild-error.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { parseLogKey } from '../../verify/log/parse-log-key.ts';
import { EXIT } from '../../verify/report/exit-code.ts';
import { rebuildStores } from '../composition/rebuild-stores.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { REBUILD_OPTIONS } from './option-tables.ts';
import { type CliPorts, languageOf } from './ports.ts';
import { isIncomplete, REBUILD_HELP, reportText } from './rebuild-words.ts';

/** sysexits.h EX_UNAVAILABLE: the database is there, or in use. */
const UNAVAILABLE = 69;

/** `okno rebuild`: the database from the archive. Answers with the exit code. */
export async function run(args: readonly string[], ports: CliPorts): Promise<number> {
  const language = languageOf(args, ports.environment);
  const options = optionsOf(args);
  if (typeof options === 'string') {
    ports.stderr.write(`okno rebuild: ${options}\n\n${REBUILD_HELP[language]}`);
    return EXIT.usage;
  }
  if (options.help) {
    ports.stdout.write(REBUILD_HELP[language]);
    return EXIT.passed;
  }
  try {
    const { environment, cwd, now } = ports;
    const { config: file, replace } = options;
    const path = file === undefined ? {} : { file: resolve(cwd, file) };
    const config = await readConfig({ ...path, environment, cwd });
    const algorithms = algorithmsOf(
      await loadProviders(config.providers ?? DEFAULT_PROVIDERS, process.cwd()),
    );
    const vkey = await logKeyText(options['log-key'], config, cwd);
    const logKeys = [await parseLogKey(vkey, algorithms)];
    const report = await rebuildStores(config, {
      ...{ algorithms, logKeys, replace, now },
      progress: (segment) => {
        if (segment % 100 === 0) ports.stderr.write(`${segment}\n`);
      },
    });
    const text =
      options.format === 'json'
        ? `${JSON.stringify(report, null, 1)}\n`
        : reportText(report, language);
    ports.stdout.write(text);
    return isIncomplete(report) ? EXIT.failed : EXIT.passed;
  } catch (error) {
    const code = exitCodeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    ports.stderr.write(`okno rebuild: ${error.message}\n`);
    return code;
  }
}

function optionsOf(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: REBUILD_OPTIONS,
    });
    return ['text', 'json'].includes(values.format) ? values : `--format ${values.format}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The key itself, or a file that holds it. */
async function logKeyText(given: string | undefined, config: Config, cwd: string): Promise<string> {
  if (given?.includes('+') === true) return given;
  const file = given === undefined ? join(config.data, 'keys', 'log.vkey') : resolve(cwd, given);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new ConfigError(`the journal's key is not at ${file}: give it by --log-key`, { cause });
  }
}

function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof ConfigError) return EXIT.usage;
  if (error instanceof RebuildError || error instanceof FormatError) return EXIT.unreadable;
  if (!(error instanceof StorageError)) return undefined;
  return error.code === 'corrupt' ? EXIT.unreadable : UNAVAILABLE;
}
