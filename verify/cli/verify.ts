import { EXIT, type ExitCode } from '../report/exit-code.ts';
import type { Language } from '../report/messages.ts';
import type { Verdict } from '../report/verdict.ts';
import { HELP } from './verify-help.ts';
import { UsageError, type VerifyOptions, verifyOptions } from './verify-options.ts';

/** What the command needs of the world. */
export interface CommandPorts {
  readonly stdout: { write(text: string | Uint8Array): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly now: () => Date;
  /** Absent: empty. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * `okno verify`: judges files offline and answers with the exit code (../report/exit-code.ts). The report
 * goes to stdout or `--output`; what cannot be judged at all is said on stderr.
 */
export async function run(args: readonly string[], ports: CommandPorts): Promise<number> {
  try {
    const options = verifyOptions(args);
    if (options.help) {
      ports.stdout.write(HELP[options.language]);
      return EXIT.passed;
    }
    return await verifyFiles(options, ports);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    ports.stderr.write(`${error.advice[languageOf(args)]}\n`);
    return EXIT.usage;
  }
}

// The options could not be read, but the language may have been asked for among them.
function languageOf(args: readonly string[]): Language {
  const asked = args.includes('--lang=en') || args[args.indexOf('--lang') + 1] === 'en';
  return asked ? 'en' : 'ru';
}

// As the help calls the argument.
const FILE = { ru: 'ФАЙЛ', en: 'FILE' } as const satisfies Record<Language, string>;

async function verifyFiles(options: VerifyOptions, ports: CommandPorts): Promise<ExitCode> {
  // Loaded only now, so that help and usage errors come at once.
  const [{ readMaterial }, { findTasks }, { judgeTask }, { REPORT_WRITERS }, { worst }] =
    await Promise.all([
      import('./read-material.ts'),
      import('./find-task.ts'),
      import('./judge-task.ts'),
      import('./report-formats.ts'),
      import('../report/exit-code.ts'),
    ]);
  const { algorithmsOf } = await import('../../algorithms/registry.ts');
  const { readProviders } = await import('./read-providers.ts');
  const { defaultPolicy } = await import('../policy/default-policy.ts');
  const { requireFile } = await import('./require-file.ts');
  const { refuseOnTerminal, writeOutput } = await import('./write-output.ts');
  if (options.output === undefined) refuseOnTerminal(options.format, ports.stdout);
  const algorithms = algorithmsOf(await readProviders(options.providers, ports.cwd));
  const judge = {
    material: await readMaterial(options, ports, algorithms),
    policy: defaultPolicy,
    algorithms,
    time: options.at ?? ports.now(),
  };
  const content =
    options.content === undefined
      ? undefined
      : await requireFile('--content', options.content, ports.cwd);
  const verdicts: Verdict[] = [];
  for (const name of options.files) {
    const file = await requireFile(FILE[options.language], name, ports.cwd);
    for (const task of await findTasks(file, content)) verdicts.push(await judgeTask(task, judge));
  }
  const code = worst(verdicts.map((verdict) => verdict.exitCode));
  const reporting = { language: options.language, exitCode: code, now: ports.now() };
  const report = await REPORT_WRITERS[options.format](verdicts, reporting);
  if (options.output === undefined) ports.stdout.write(report);
  else await writeOutput(options.output, report, ports.cwd);
  return code;
}
