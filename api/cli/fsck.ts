import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { EXIT } from '../../verify/report/exit-code.ts';
import {
  checkArchive,
  checkRoot,
  type Damaged,
  type FsckReport,
} from '../composition/check-archive.ts';
import { openMetadata } from '../composition/open-metadata.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { FSCK_HELP, fsckText } from './fsck-words.ts';
import { FSCK_OPTIONS } from './option-tables.ts';
import { type CliPorts, languageOf } from './ports.ts';

/** sysexits.h EX_UNAVAILABLE. */
const UNAVAILABLE = 69;
/** Objects between two words of progress. */
const STEP = 1000;

/** `okno fsck`: re-reads what is kept. Answers with the exit code. */
export async function run(args: readonly string[], ports: CliPorts): Promise<number> {
  const language = languageOf(args, ports.environment);
  const options = optionsOf(args);
  if (typeof options === 'string') {
    ports.stderr.write(`okno fsck: ${options}\n\n${FSCK_HELP[language]}`);
    return EXIT.usage;
  }
  if (options.help) {
    ports.stdout.write(FSCK_HELP[language]);
    return EXIT.passed;
  }
  try {
    const report = await check(options, ports);
    const json = options.format === 'json';
    ports.stdout.write(json ? `${JSON.stringify(report, null, 1)}\n` : fsckText(report, language));
    // A file that no object has yet is on its way into the archive, or was never acknowledged.
    const harmless = ({ repaired, kind, store }: Damaged) =>
      repaired || (kind === 'unknown' && store === 'documents');
    return report.damaged.every(harmless) ? EXIT.passed : EXIT.failed;
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof StorageError)) throw error;
    ports.stderr.write(`okno fsck: ${error.message}\n`);
    return error instanceof ConfigError ? EXIT.usage : UNAVAILABLE;
  }
}

interface Options {
  readonly config?: string;
  readonly ocfl?: string;
  readonly repair: boolean;
}

async function check(options: Options, ports: CliPorts): Promise<FsckReport> {
  const { environment, cwd, now } = ports;
  const progress = (objects: number) => {
    if (objects % STEP === 0) ports.stderr.write(`${objects}\n`);
  };
  if (options.ocfl !== undefined) return checkRoot(resolve(cwd, options.ocfl), progress);
  const file = options.config === undefined ? {} : { file: resolve(cwd, options.config) };
  const config = await readConfig({ ...file, environment, cwd });
  const request = { repair: options.repair, now, progress };
  return options.repair
    ? alone(config, () => checkArchive(config, request))
    : checkArchive(config, request);
}

/** Repairs only while the service, which writes the same folders, is stopped. */
async function alone<T>(config: Config, work: () => Promise<T>): Promise<T> {
  const { metadata } = await openMetadata(config, 'command');
  try {
    return await work();
  } finally {
    await metadata.close();
  }
}

function optionsOf(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: FSCK_OPTIONS,
    });
    return ['text', 'json'].includes(values.format) ? values : `--format ${values.format}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
