import { ProviderError } from '../../algorithms/load-provider.ts';
import { SigningError } from '../../signing/signing-error.ts';
import { KeyError } from '../../storage/keys/key-error.ts';
import { JournalError } from '../../vault/journal/journal-error.ts';
import { compose } from '../compose.ts';
import { jsonLinesLog } from '../http/log.ts';
import { command, EX, settingsOf } from './command.ts';
import { SERVE_OPTIONS } from './option-tables.ts';
import type { CliPorts } from './ports.ts';
import { SERVE_HELP } from './serve-help.ts';

/** The port is taken, or not this user's to take. */
class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** `okno serve`: runs until SIGTERM or SIGINT; a second signal ends at once. */
export const run = command({
  name: 'okno serve',
  help: SERVE_HELP,
  options: SERVE_OPTIONS,
  asked: ({ values: { config }, positionals }) =>
    positionals.length === 0 ? { config } : positionals.join(' '),
  act: ({ config }, ports) => serve(config, ports),
  failures: [
    [ProviderError, EX.config],
    [SigningError, EX.config],
    [KeyError, EX.config],
    [JournalError, EX.unavailable],
    [ListenError, EX.unavailable],
  ],
});

async function serve(file: string | undefined, ports: CliPorts): Promise<number> {
  const { now } = ports;
  const config = await settingsOf(file, ports);
  const log = jsonLinesLog({ write: (text) => ports.stdout.write(text), now });
  const service = await compose(config, { clock: { now }, log });
  // Heard before it is said that the service is there: who reads that may stop it at once.
  const stop = asked(['SIGTERM', 'SIGINT']);
  try {
    const { origin } = await service.listen().catch(toldApart);
    log.write({ level: 'info', event: 'listening', origin, logKey: service.vkey });
    await stop;
    log.write({ level: 'info', event: 'closing' });
  } finally {
    await service.close();
  }
  return EX.ok;
}

function asked(signals: readonly NodeJS.Signals[]): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });
}

function toldApart(error: unknown): never {
  const system = error instanceof Error && 'syscall' in error && error.syscall === 'listen';
  throw system ? new ListenError(error.message, { cause: error }) : error;
}
