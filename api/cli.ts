import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { languageOf } from '../verify/cli/locale.ts';
import { loaderOf } from './cli/commands.ts';
import { helpText } from './cli/help.ts';
import { type CliPorts, callerFolder } from './cli/ports.ts';

/** sysexits.h EX_USAGE. */
const USAGE = 64;
/** sysexits.h EX_SOFTWARE: a bug of ours. */
const SOFTWARE = 70;

export async function dispatch(args: readonly string[], ports: CliPorts): Promise<number> {
  const language = languageOf(args, ports.environment);
  const [name, ...rest] = args[0] === '--lang' ? args.slice(2) : args;
  if (name === undefined) {
    ports.stderr.write(helpText(language));
    return USAGE;
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
  try {
    process.exitCode = await dispatch(process.argv.slice(2), ports);
  } catch (error) {
    process.stderr.write(`okno: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = SOFTWARE;
  }
}
