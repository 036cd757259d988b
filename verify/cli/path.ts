import { dirname, resolve } from 'node:path';
import { EXIT, type ExitCode, worst } from '../report/exit-code.ts';
import { stableJson } from '../report/json-report.ts';
import type { BlockIndication } from '../report/report.ts';
import { BadCaseError } from './batch/bad-case.ts';
import { languageOf } from './locale.ts';
import { cacheFolder } from './material/index-folder.ts';
import type { PathAnswer } from './path/judge-path-case.ts';
import { PATH_HELP } from './path/path-help.ts';
import type { PathSetting } from './path/path-judge.ts';
import { type PathOptions, pathOptions } from './path/path-options.ts';
import type { CommandPorts } from './verify.ts';
import { UsageError } from './verify-options.ts';

type Leaves = Extract<PathOptions, { kind: 'leaves' }>;
type Batch = Extract<PathOptions, { kind: 'batch' }>;

/**
 * `okno path`: builds and validates certificate paths, offline unless `--online`, one certificate or a batch
 * of cases; answers with the exit code.
 */
export async function run(args: readonly string[], ports: CommandPorts): Promise<number> {
  try {
    const options = pathOptions(args, ports.environment);
    switch (options.kind) {
      case 'help':
        ports.stdout.write(PATH_HELP[options.language]);
        return EXIT.passed;
      case 'leaves':
        return await judgeLeaves(options, ports);
      case 'batch':
        return await judgeBatch(options, ports);
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    ports.stderr.write(`${error.advice[languageOf(args, ports.environment)]}\n`);
    return EXIT.usage;
  }
}

function settingOf(options: PathOptions, folders: readonly string[], ports: CommandPorts) {
  const { providers, online, allowPrivate, demandNonce } = options;
  const { cwd } = ports;
  const now = ports.now().toISOString();
  const cache = cacheFolder(ports.environment ?? {});
  const network = { online, allowPrivate, demandNonce };
  return { providers, cwd, folders, cache, ...network, now } satisfies PathSetting;
}

async function judgeLeaves(options: Leaves, ports: CommandPorts): Promise<ExitCode> {
  const { openPathJudge } = await import('./path/path-judge.ts');
  const { judgePathCase } = await import('./path/judge-path-case.ts');
  const { filesOf } = await import('./read-material.ts');
  const { pathText } = await import('./path/path-text.ts');
  const { readAnchors } = await import('./anchors/read-anchors.ts');
  const judge = await openPathJudge(settingOf(options, [ports.cwd], ports), { clock: ports.now });
  const expand = async (option: string, paths: readonly string[]) =>
    (await Promise.all(paths.map((path) => filesOf(option, path, ports.cwd)))).flat();
  const material = {
    trust: await expand('--trust', options.trust),
    anchors: await readAnchors(options.anchors, ports.cwd),
    certificates: await expand('--certificates', options.certificates),
    crls: await expand('--crl', options.crls),
    ocsp: await expand('--ocsp', options.ocsp),
  };
  const { at, params, requireRevocation, format, language } = options;
  const moment = at === undefined ? {} : { at };
  const answers: PathAnswer[] = [];
  for (const leaf of options.leaves) {
    const asked = { id: leaf, leaf, ...material, ...moment, params, requireRevocation };
    answers.push(await judgePathCase(asked, judge).catch((error) => throwAdvice(error, leaf)));
  }
  const code = worst(answers.map(({ indication }) => CODES[indication]));
  if (format === 'json') ports.stdout.write(stableJson({ exitCode: code, paths: answers }));
  else {
    const texts = answers.map((answer) => pathText(String(answer.id), answer, language));
    ports.stdout.write(texts.join('\n'));
  }
  return code;
}

const CODES: Readonly<Record<BlockIndication, ExitCode>> = {
  PASSED: EXIT.passed,
  INDETERMINATE: EXIT.indeterminate,
  FAILED: EXIT.failed,
};

function throwAdvice(error: unknown, leaf: string): never {
  if (!(error instanceof BadCaseError)) throw error;
  throw new UsageError({
    ru: `«${leaf}»: ${error.message}. Проверьте путь и содержимое файла.`,
    en: `“${leaf}”: ${error.message}. Check the path and what is in the file.`,
  });
}

async function judgeBatch(options: Batch, ports: CommandPorts): Promise<ExitCode> {
  const { answerCases } = await import('./batch/answer-cases.ts');
  const { openPathCases } = await import('./path/path-judge.ts');
  const { cases: name, threads, language } = options;
  const cases = name === '-' ? undefined : resolve(ports.cwd, name);
  const folders = cases === undefined ? [ports.cwd] : [ports.cwd, dirname(cases)];
  const setting = settingOf(options, folders, ports);
  const opened = await openPathCases(setting, { clock: ports.now });
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  const answering = {
    ...{ name, cases, language, setting, evidence: opened.evidence },
    ...(threads === undefined ? {} : { threads }),
    worker: new URL(`./path/path-worker${extension}`, import.meta.url),
    judge: async () => opened,
  };
  return answerCases(answering, ports);
}
