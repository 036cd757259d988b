import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LANGUAGES, languageOf } from '../verify/cli/locale.ts';
import { endProcessOnFailure } from '../verify/cli/process-end.ts';
import type { Language } from '../verify/report/messages.ts';
import { loaderOf } from './cli/commands.ts';
import { helpText } from './cli/help.ts';
import { type CliPorts, callerFolder } from './cli/ports.ts';

/** sysexits.h EX_USAGE. */
const USAGE = 64;

export async function dispatch(given: readonly string[], ports: CliPorts): Promise<number> {
  const { asked, args } = languageBefore(given);
  if (asked !== undefined && !LANGUAGES.some((each) => each === asked)) {
    ports.stderr.write(`okno: --lang ${asked}: ${LANGUAGES.join(', ')}\n`);
    return USAGE;
  }
  // For the command it is as its locale: a --lang among its own options goes before.
  const environment =
    asked === undefined ? ports.environment : { ...ports.environment, LC_ALL: asked };
  return dispatchIn(languageOf(args, environment), args, { ...ports, environment });
}

/** `okno --lang en verify …`: for all commands, and for the dispatcher itself. */
function languageBefore(given: readonly string[]): {
  readonly asked?: string;
  readonly args: readonly string[];
} {
  const [first = '', second, ...rest] = given;
  if (first === '--lang' && second !== undefined) return { asked: second, args: rest };
  if (!first.startsWith('--lang=')) return { args: given };
  return { asked: first.slice('--lang='.length), args: given.slice(1) };
}

async function dispatchIn(
  language: Language,
  [name, ...rest]: readonly string[],
  ports: CliPorts,
): Promise<number> {
  if (name === undefined) {
    ports.stderr.write(helpText(language));
    return USAGE;
  }
  if (name === 'help' && loaderOf(rest[0] ?? '') !== undefined) {
    const [command = '', ...more] = rest;
    return dispatchIn(language, [command, '--help', ...more], ports);
  }
  if (name === 'help' || name === '--help' || name === '-h') {
    ports.stdout.write(helpText(language));
    return 0;
  }
  if (name === 'version' || name === '--version') {
    ports.stdout.write(`okno-vault ${version()}\n`);
    return 0;
  }
  const load = loaderOf(name);
  if (load === undefined) {
    const said = { ru: `неизвестная команда «${name}»`, en: `unknown command “${name}”` };
    ports.stderr.write(`okno: ${said[language]}\n\n${helpText(language)}`);
    return USAGE;
  }
  const { run } = await load();
  return run(rest, ports);
}

function version(): string {
  // One folder up in the sources, two in the published `dist`.
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const parsed: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
      if (typeof parsed === 'object' && parsed !== null && 'version' in parsed) {
        return String(parsed.version);
      }
    } catch {
      // not there: the other one is
    }
  }
  return '?';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const ports: CliPorts = {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    cwd: callerFolder(process.env, process.cwd()),
    now: () => new Date(),
  };
  endProcessOnFailure(process, languageOf(process.argv, process.env));
  process.exitCode = await dispatch(process.argv.slice(2), ports);
}
