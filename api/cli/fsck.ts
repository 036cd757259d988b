import { resolve } from 'node:path';
import { ProviderError } from '../../algorithms/load-provider.ts';
import { KeyError } from '../../storage/keys/key-error.ts';
import { JournalError } from '../../vault/journal/journal-error.ts';
import { EXIT } from '../../verify/report/exit-code.ts';
import { checkRoot, checkStores, type FsckReport } from '../composition/fsck-stores.ts';
import { repairStores } from '../composition/repair-stores.ts';
import { jsonLinesLog } from '../http/log.ts';
import { algorithmsFor, command, EX, settingsOf } from './command.ts';
import { FSCK_HELP, fsckText } from './fsck-words.ts';
import { FSCK_OPTIONS } from './option-tables.ts';
import type { CliPorts } from './ports.ts';

/** Objects between two words of progress. */
const STEP = 1000;

interface Options {
  readonly config?: string | undefined;
  readonly ocfl?: string | undefined;
  readonly repair: boolean;
  readonly by?: string | undefined;
  readonly format: string;
}

/** `okno fsck`: re-reads what is kept. Answers with the exit code. */
export const run = command({
  name: 'okno fsck',
  help: FSCK_HELP,
  options: FSCK_OPTIONS,
  asked: ({ values, positionals }) =>
    positionals.length > 0 ? positionals.join(' ') : (wrong(values) ?? values),
  async act(options, ports) {
    const report = await check(options, ports);
    const json = options.format === 'json';
    const text = json ? `${JSON.stringify(report, null, 1)}\n` : fsckText(report, ports.language);
    ports.stdout.write(text);
    return report.damaged.every(({ repaired }) => repaired) ? EXIT.passed : EXIT.failed;
  },
  failures: [
    [ProviderError, EX.config],
    [JournalError, EX.unavailable],
    [KeyError, EX.unavailable],
  ],
});

/** Options that do not go together; undefined: they do. */
function wrong({ repair, by, ocfl }: Omit<Options, 'format'>): string | undefined {
  // The journal says who did it, and a check that changes nothing was done by nobody.
  const named = by !== undefined && by.trim() !== '';
  if (repair !== named) return '--repair --by';
  return repair && ocfl !== undefined ? '--repair --ocfl' : undefined;
}

async function check(options: Options, ports: CliPorts): Promise<FsckReport> {
  const { cwd, now } = ports;
  let objects = 0;
  const progress = () => {
    objects += 1;
    if (objects % STEP === 0) ports.stderr.write(`${objects}\n`);
  };
  if (options.ocfl !== undefined) return checkRoot(resolve(cwd, options.ocfl), progress);
  const config = await settingsOf(options.config, ports);
  const { repair, by: person } = options;
  if (!repair || person === undefined) return checkStores(config, { progress });
  const log = jsonLinesLog({ write: (text) => ports.stderr.write(text), now });
  const algorithms = await algorithmsFor(config, ports);
  return repairStores(config, { algorithms, clock: { now }, log, person, progress });
}
