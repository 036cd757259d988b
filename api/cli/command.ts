import { resolve } from 'node:path';
import { DEFAULT_PROVIDERS, loadProviders } from '../../algorithms/load-provider.ts';
import { type Algorithms, algorithmsOf } from '../../algorithms/registry.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import type { OptionTable } from '../../verify/cli/help/command-help.ts';
import { languageOf } from '../../verify/cli/locale.ts';
import { type Parsed, parseStrictly } from '../../verify/cli/parse-strictly.ts';
import { UsageError } from '../../verify/cli/verify-options.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import type { Language } from '../http/context.ts';
import type { COMMON } from './option-tables.ts';
import type { CliPorts, Run } from './ports.ts';

/** sysexits.h. */
export const EX = {
  ok: 0,
  usage: 64,
  dataError: 65,
  unavailable: 69,
  config: 78,
} as const;

type Options = OptionTable & typeof COMMON;

const FORMATS: readonly unknown[] = ['text', 'json'];

type Failures = readonly (readonly [
  abstract new (...args: never[]) => Error,
  number | ((error: Error) => number),
  ((error: Error, language: Language) => string)?,
])[];

export interface Command<O extends Options, Asked> {
  /** As it is typed: `okno erase`. */
  readonly name: string;
  readonly help: Readonly<Record<Language, string>>;
  readonly options: O;
  /** What the call asks for; a text: the call is wrong, and why. */
  readonly asked: (given: Parsed<O>) => Asked | string;
  /** Answers with the exit code. */
  readonly act: (asked: Asked, ports: CommandPorts) => Promise<number>;
  /** Errors of which the operator is told in one line, each with its exit code; others are bugs. */
  readonly failures: Failures;
}

export interface CommandPorts extends CliPorts {
  readonly language: Language;
}

/** The frame of the operator's commands: help, wrong usage and known failures are told the same way by all. */
export function command<const O extends Options, Asked extends object>(
  described: Command<O, Asked>,
): Run {
  const { name, help, act, failures } = described;
  return async (args, ports) => {
    const language = languageOf(args, ports.environment);
    const asked = askedFor(args, described, language);
    if (asked === HELP) {
      ports.stdout.write(help[language]);
      return EX.ok;
    }
    if (typeof asked === 'string') {
      ports.stderr.write(`${name}: ${asked}\n\n${help[language]}`);
      return EX.usage;
    }
    try {
      return await act(asked, { ...ports, language });
    } catch (error) {
      const told = failureOf(error, failures, language);
      if (told === undefined) throw error;
      ports.stderr.write(`${name}: ${told.message}\n`);
      return told.code;
    }
  };
}

const HELP = Symbol('help');

function askedFor<O extends Options, Asked extends object>(
  args: readonly string[],
  { options, asked }: Command<O, Asked>,
  language: Language,
): Asked | string | typeof HELP {
  let given: Parsed<O>;
  try {
    given = parseStrictly(args, options, (detail) => new UsageError(detail));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.advice[language];
  }
  const values: Readonly<Record<string, unknown>> = { ...given.values };
  if (values['help'] === true) return HELP;
  if ('format' in options && !FORMATS.includes(values['format'])) {
    return `--format ${String(values['format'])}`;
  }
  return asked(given);
}

function failureOf(error: unknown, failures: Failures, language: Language) {
  if (error instanceof UsageError) return { code: EX.usage, message: error.advice[language] };
  const known: Failures = [...failures, [ConfigError, EX.config], [StorageError, EX.unavailable]];
  const found = known.find(([type]) => error instanceof type);
  if (found === undefined || !(error instanceof Error)) return undefined;
  const [, code, words] = found;
  return {
    code: typeof code === 'number' ? code : code(error),
    message: words?.(error, language) ?? error.message,
  };
}

/** The settings of the service: the file of --config, if any, and the environment. Rejects with ConfigError. */
export function settingsOf(
  file: string | undefined,
  { environment, cwd }: Pick<CliPorts, 'environment' | 'cwd'>,
): Promise<Config> {
  return readConfig({
    ...(file === undefined ? {} : { file: resolve(cwd, file) }),
    environment,
    cwd,
  });
}

/** Of the providers that the settings name. Rejects with ProviderError. */
export async function algorithmsFor(
  { providers = DEFAULT_PROVIDERS }: Config,
  { cwd }: Pick<CliPorts, 'cwd'>,
): Promise<Algorithms> {
  return algorithmsOf(await loadProviders(providers, cwd));
}
