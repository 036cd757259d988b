import { parseArgs } from 'node:util';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { BUILT_IN_NAMES } from '../policy/built-in.ts';
import { comparePolicies } from '../policy/compare-policies.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import { PolicyError } from '../policy/file/policy-problem.ts';
import { policySchema } from '../policy/file/policy-schema.ts';
import { policyText } from '../policy/file/write-policy.ts';
import { policyDigest } from '../policy/policy-digest.ts';
import { type Language, printable } from '../report/messages.ts';
import { LANGUAGES, languageOf } from './locale.ts';
import { POLICY_HELP } from './policy/policy-help.ts';
import { POLICY_OPTIONS } from './policy/policy-options.ts';
import { checksTable, comparisonText } from './policy/policy-text.ts';
import { builtInNamed, problemLines, readPolicyFile } from './read-policy.ts';
import { readProviders } from './read-providers.ts';
import type { CommandPorts } from './verify.ts';
import { UsageError } from './verify-options.ts';

export const POLICY_EXIT = { good: 0, noPolicy: 1, weaker: 2, usage: 64 } as const;

interface Options {
  readonly words: readonly string[];
  readonly providers: readonly string[];
  readonly help: boolean;
}

/** `okno policy print|check|checks|schema`. */
export async function run(args: readonly string[], ports: CommandPorts): Promise<number> {
  const language = languageOf(args, ports.environment);
  const options = readOptions(args);
  if (options === undefined) return refuse(language, ports);
  const { words } = options;
  if (options.help) {
    ports.stdout.write(POLICY_HELP[language]);
    return POLICY_EXIT.good;
  }
  const [verb, operand, ...others] = words;
  if (others.length > 0) return refuse(language, ports);
  if (verb === 'print') return print(operand ?? 'default', language, ports);
  if (verb === 'check' && operand !== undefined)
    return check(operand, { ...options, language }, ports);
  if (operand !== undefined) return refuse(language, ports);
  if (verb === 'checks') return say(checksTable(language), ports);
  if (verb === 'schema') return say(`${JSON.stringify(policySchema(), null, 2)}\n`, ports);
  return refuse(language, ports);
}

/** Undefined: the call is wrong. */
function readOptions(args: readonly string[]): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: POLICY_OPTIONS,
      allowPositionals: true,
    });
    const { lang, provider: providers = [], help } = values;
    if (lang !== undefined && !LANGUAGES.some((each) => each === lang)) return undefined;
    return { words: positionals, providers, help };
  } catch {
    return undefined; // parseArgs: an option that there is not
  }
}

function refuse(language: Language, { stderr }: CommandPorts): number {
  stderr.write(POLICY_HELP[language]);
  return POLICY_EXIT.usage;
}

function say(text: string, { stdout }: CommandPorts): number {
  stdout.write(text);
  return POLICY_EXIT.good;
}

function print(name: string, language: Language, ports: CommandPorts): number {
  const policy = builtInNamed(name);
  if (policy !== undefined) return say(policyText(policy), ports);
  ports.stderr.write(`${NOT_BUILT_IN[language](printable(name))}\n`);
  return POLICY_EXIT.usage;
}

const KNOWN = BUILT_IN_NAMES.join(', ');
const NOT_BUILT_IN: Readonly<Record<Language, (name: string) => string>> = {
  ru: (name) => `Встроенной политики «${name}» нет. Есть: ${KNOWN}. Файл читает okno policy check.`,
  en: (name) =>
    `There is no built-in policy “${name}”. There are: ${KNOWN}. A file is read by okno policy check.`,
};

async function check(
  path: string,
  { providers: names, language }: Options & { readonly language: Language },
  { cwd, stdout, stderr }: CommandPorts,
): Promise<number> {
  try {
    const providers = await readProviders(names, cwd);
    const policy = await readPolicyFile('okno policy check', path, { cwd, providers });
    const digest = await policyDigest(policy, algorithmsOf(providers));
    const differences = comparePolicies(defaultPolicy, policy);
    stdout.write(comparisonText(policy, digest, differences, language));
    return differences.some(({ effect }) => effect === 'weaker')
      ? POLICY_EXIT.weaker
      : POLICY_EXIT.good;
  } catch (error) {
    if (error instanceof PolicyError) {
      stderr.write(`${problemLines(error, language)}\n`);
      return POLICY_EXIT.noPolicy;
    }
    if (!(error instanceof UsageError)) throw error;
    stderr.write(`${error.advice[language]}\n`);
    return POLICY_EXIT.usage;
  }
}
