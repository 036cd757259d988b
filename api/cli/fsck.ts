import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PROVIDERS, loadProviders, ProviderError } from '../../algorithms/load-provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { KeyError } from '../../storage/keys/key-error.ts';
import { JournalError } from '../../vault/journal/journal-error.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { EXIT } from '../../verify/report/exit-code.ts';
import { checkRoot, checkStores, type FsckReport } from '../composition/fsck-stores.ts';
import { repairStores } from '../composition/repair-stores.ts';
import { ConfigError, readConfig } from '../config.ts';
import { jsonLinesLog } from '../http/log.ts';
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
    return report.damaged.every(({ repaired }) => repaired) ? EXIT.passed : EXIT.failed;
  } catch (error) {
    const wrong = error instanceof ConfigError || error instanceof ProviderError;
    const away = [StorageError, JournalError, KeyError].some((type) => error instanceof type);
    if (!(error instanceof Error) || !(wrong || away)) throw error;
    ports.stderr.write(`okno fsck: ${error.message}\n`);
    return wrong ? EXIT.usage : UNAVAILABLE;
  }
}

interface Options {
  readonly config?: string;
  readonly ocfl?: string;
  readonly repair: boolean;
  readonly by?: string;
}

async function check(options: Options, ports: CliPorts): Promise<FsckReport> {
  const { environment, cwd, now } = ports;
  const progress = (objects: number) => {
    if (objects % STEP === 0) ports.stderr.write(`${objects}\n`);
  };
  if (options.ocfl !== undefined) return checkRoot(resolve(cwd, options.ocfl), progress);
  const file = options.config === undefined ? {} : { file: resolve(cwd, options.config) };
  const config = await readConfig({ ...file, environment, cwd });
  const { repair, by: person } = options;
  if (!repair || person === undefined) return checkStores(config, { progress });
  const providers = await loadProviders(config.providers ?? DEFAULT_PROVIDERS, cwd);
  const log = jsonLinesLog({ write: (text) => ports.stderr.write(text), now });
  const algorithms = algorithmsOf(providers);
  return repairStores(config, { algorithms, clock: { now }, log, person, progress });
}

function optionsOf(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: FSCK_OPTIONS,
    });
    if (!['text', 'json'].includes(values.format)) return `--format ${values.format}`;
    // The journal says who did it, and a check that changes nothing was done by nobody.
    const named = values.by !== undefined && values.by.trim() !== '';
    if (values.repair !== named) return '--repair --by';
    if (values.repair && values.ocfl !== undefined) return '--repair --ocfl';
    return values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
