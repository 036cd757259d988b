import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import type { Language } from '../report/messages.ts';
import type { Verdict } from './judge-task.ts';
import { HELP } from './verify-help.ts';
import { UsageError, type VerifyOptions, verifyOptions } from './verify-options.ts';

/** What the command needs of the world. */
export interface CommandPorts {
  readonly stdout: { write(text: string): unknown };
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
  const [{ readMaterial }, { findTasks }, { judgeTask }, { showVerdicts }, { worst }] =
    await Promise.all([
      import('./read-material.ts'),
      import('./find-task.ts'),
      import('./judge-task.ts'),
      import('./show-verdicts.ts'),
      import('../report/exit-code.ts'),
    ]);
  const { algorithmsOf } = await import('../../algorithms/registry.ts');
  const { readProviders } = await import('./read-providers.ts');
  const { policyOption } = await import('./read-policy.ts');
  const { readSignaturePolicies } = await import('./read-signature-policies.ts');
  const { requireFile } = await import('./require-file.ts');
  const providers = await readProviders(options.providers, ports.cwd);
  const algorithms = algorithmsOf(providers);
  const { policy = 'default' } = options;
  const judge = {
    material: await readMaterial(options, ports, algorithms),
    policy: await policyOption('--policy', policy, { cwd: ports.cwd, providers }),
    signaturePolicies: await readSignaturePolicies(options.signaturePolicies, ports.cwd),
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
  await deliver(showVerdicts(verdicts, { ...options, exitCode: code }), options, ports);
  return code;
}

async function deliver(text: string, options: VerifyOptions, ports: CommandPorts): Promise<void> {
  if (options.output === undefined) {
    ports.stdout.write(text);
    return;
  }
  const path = resolve(ports.cwd, options.output);
  try {
    await writeFile(path, text);
  } catch (error) {
    const { fileError } = await import('./require-file.ts');
    throw fileError('--output', options.output, error);
  }
}
