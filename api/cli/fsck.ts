import { resolve } from 'node:path';
import { EXIT } from '../../verify/report/exit-code.ts';
import {
  checkArchive,
  checkRoot,
  type Damaged,
  type FsckReport,
} from '../composition/check-archive.ts';
import { openMetadata } from '../composition/open-metadata.ts';
import type { Config } from '../config.ts';
import { command, FORMAT, settingsOf } from './command.ts';
import { FSCK_HELP, fsckText } from './fsck-words.ts';
import type { CliPorts } from './ports.ts';

/** Objects between two words of progress. */
const STEP = 1000;

/** `okno fsck`: re-reads what is kept. Answers with the exit code. */
export const run = command({
  name: 'okno fsck',
  help: FSCK_HELP,
  options: { ...FORMAT, ocfl: { type: 'string' }, repair: { type: 'boolean', default: false } },
  asked: ({ values, positionals }) => (positionals.length === 0 ? values : positionals.join(' ')),
  async act(options, ports) {
    const report = await check(options, ports);
    const json = options.format === 'json';
    const text = json ? `${JSON.stringify(report, null, 1)}\n` : fsckText(report, ports.language);
    ports.stdout.write(text);
    // A file that no object has yet is on its way into the archive, or was never acknowledged.
    const harmless = ({ repaired, kind, store }: Damaged) =>
      repaired || (kind === 'unknown' && store === 'documents');
    return report.damaged.every(harmless) ? EXIT.passed : EXIT.failed;
  },
  failures: [],
});

interface Options {
  readonly config?: string | undefined;
  readonly ocfl?: string | undefined;
  readonly repair: boolean;
}

async function check(options: Options, ports: CliPorts): Promise<FsckReport> {
  const { cwd, now } = ports;
  const progress = (objects: number) => {
    if (objects % STEP === 0) ports.stderr.write(`${objects}\n`);
  };
  if (options.ocfl !== undefined) return checkRoot(resolve(cwd, options.ocfl), progress);
  const config = await settingsOf(options.config, ports);
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
