import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ProviderError } from '../../algorithms/load-provider.ts';
import { SigningError } from '../../signing/signing-error.ts';
import { KeyError } from '../../storage/keys/key-error.ts';
import { JournalError } from '../../vault/journal/journal-error.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { compose } from '../compose.ts';
import { ConfigError, readConfig } from '../config.ts';
import { jsonLinesLog } from '../http/log.ts';
import { SERVE_OPTIONS } from './option-tables.ts';
import { type CliPorts, languageOf } from './ports.ts';
import { SERVE_HELP } from './serve-help.ts';

/** sysexits.h: EX_USAGE, EX_CONFIG, EX_UNAVAILABLE. */
const USAGE = 64;
const CONFIG = 78;
const UNAVAILABLE = 69;

/** `okno serve`: runs until SIGTERM or SIGINT; a second signal ends at once. */
export async function run(args: readonly string[], ports: CliPorts): Promise<number> {
  const language = languageOf(args, ports.environment);
  const options = optionsOf(args);
  if (typeof options === 'string') {
    ports.stderr.write(`okno serve: ${options}\n\n${SERVE_HELP[language]}`);
    return USAGE;
  }
  if (options.help) {
    ports.stdout.write(SERVE_HELP[language]);
    return 0;
  }
  try {
    return await serve(options.config, ports);
  } catch (error) {
    const code = exitCodeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    ports.stderr.write(`okno serve: ${error.message}\n`);
    return code;
  }
}

async function serve(file: string | undefined, ports: CliPorts): Promise<number> {
  const { environment, cwd, now } = ports;
  const config = await readConfig({
    ...(file === undefined ? {} : { file: resolve(cwd, file) }),
    environment,
    cwd,
  });
  const log = jsonLinesLog({ write: (text) => ports.stdout.write(text), now });
  const service = await compose(config, { clock: { now }, log });
  // Heard before it is said that the service is there: who reads that may stop it at once.
  const stop = asked(['SIGTERM', 'SIGINT']);
  try {
    const { origin } = await service.listen();
    log.write({ level: 'info', event: 'listening', origin, logKey: service.vkey });
    await stop;
    log.write({ level: 'info', event: 'closing' });
  } finally {
    await service.close();
  }
  return 0;
}

function asked(signals: readonly NodeJS.Signals[]): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });
}

function optionsOf(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: SERVE_OPTIONS,
    });
    return values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function exitCodeOf(error: unknown): number | undefined {
  const isConfig = [ConfigError, ProviderError, SigningError, KeyError].some(
    (kind) => error instanceof kind,
  );
  if (isConfig) return CONFIG;
  if (error instanceof StorageError || error instanceof JournalError) return UNAVAILABLE;
  const system = error instanceof Error && 'syscall' in error && error.syscall === 'listen';
  return system ? UNAVAILABLE : undefined;
}
