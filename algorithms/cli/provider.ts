import { parseArgs } from 'node:util';
import {
  type ConformanceFinding,
  type ConformanceResult,
  checkConformance,
} from '../conformance.ts';
import { loadProvider, ProviderError } from '../load-provider.ts';
import { FOUND, HELP, type Language, NOT_LOADED, SAID } from './provider-messages.ts';
import { PROVIDER_OPTIONS } from './provider-options.ts';

/** What the command needs of the world. */
export interface ProviderPorts {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Folder for which packages are looked up, and that relative paths start from. */
  readonly cwd: string;
}

export const PROVIDER_EXIT = {
  passed: 0,
  failed: 1,
  unknown: 2,
  usage: 64,
  notLoaded: 69,
} as const;

/** `okno provider test NAME…`: the conformance suite of ../conformance.ts over providers loaded by name. */
export async function run(args: readonly string[], ports: ProviderPorts): Promise<number> {
  const options = optionsOf(args);
  const language: Language = options?.lang === 'en' ? 'en' : 'ru';
  if (options?.help === true) {
    ports.stdout.write(HELP[language]);
    return PROVIDER_EXIT.passed;
  }
  if (options === undefined || options.names.length === 0) {
    ports.stderr.write(HELP[language]);
    return PROVIDER_EXIT.usage;
  }
  let worst: number = PROVIDER_EXIT.passed;
  for (const name of options.names)
    worst = Math.max(worst, await testProvider(name, language, ports));
  return worst;
}

function optionsOf(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: PROVIDER_OPTIONS,
      allowPositionals: true,
    });
    const [verb, ...names] = positionals;
    return { ...values, names: verb === 'test' ? names : [] };
  } catch {
    return undefined;
  }
}

async function testProvider(
  name: string,
  language: Language,
  { stdout, stderr, cwd }: ProviderPorts,
): Promise<number> {
  try {
    const result = await checkConformance(await loadProvider(name, cwd));
    stdout.write(reportOf(name, result, language));
    if (result.findings.length > 0) return PROVIDER_EXIT.failed;
    return result.covered.length === 0 ? PROVIDER_EXIT.unknown : PROVIDER_EXIT.passed;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    stderr.write(`${NOT_LOADED[error.code][language](name)}\n`);
    if (error.cause instanceof Error) stderr.write(`  ${error.cause.message}\n`);
    return PROVIDER_EXIT.notLoaded;
  }
}

function reportOf(name: string, result: ConformanceResult, language: Language): string {
  const say = SAID[language];
  const lines = result.covered.map((algorithm) => {
    const findings = result.findings.filter((finding) => finding.algorithm === algorithm);
    const details = findings.map((finding) => `    ${detailOf(finding, language)}`);
    return [`  ${algorithm}: ${findings.length === 0 ? say.right : say.wrong}`, ...details].join(
      '\n',
    );
  });
  const unknown = result.uncovered.map((algorithm) => `  ${algorithm}: ${say.unknown}`);
  const verdict =
    result.findings.length > 0
      ? say.failed
      : result.covered.length === 0
        ? say.nothing
        : say.passed;
  return [name, ...lines, ...unknown, verdict, ''].join('\n');
}

function detailOf({ problem, vector }: ConformanceFinding, language: Language): string {
  return `${FOUND[problem][language]} — ${vector}`;
}
