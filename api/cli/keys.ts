import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PROVIDERS, loadProviders, ProviderError } from '../../algorithms/load-provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { SigningError } from '../../signing/signing-error.ts';
import { JournalError } from '../../vault/journal/journal-error.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { timeOfText } from '../../verify/cli/time-option.ts';
import { changeLogKey, changeSeal, declareSealCompromised } from '../composition/change-keys.ts';
import type { JournalRequest } from '../composition/open-journal.ts';
import { openStores } from '../composition/open-stores.ts';
import { ConfigError, readConfig } from '../config.ts';
import { jsonLinesLog } from '../http/log.ts';
import { KEYS_HELP, KEYS_TEXT } from './keys-text.ts';
import { KEYS_OPTIONS } from './option-tables.ts';
import { type CliPorts, languageOf } from './ports.ts';

/** sysexits.h: EX_USAGE, EX_CONFIG, EX_UNAVAILABLE. */
const USAGE = 64;
const CONFIG = 78;
const UNAVAILABLE = 69;

/** `okno keys`: gives the log or the operator another key, or declares one compromised, while the service is stopped. */
export async function run(args: readonly string[], ports: CliPorts): Promise<number> {
  const language = languageOf(args, ports.environment);
  const asked = askedFor(args);
  if (asked === 'help') {
    ports.stdout.write(KEYS_HELP[language]);
    return 0;
  }
  if (typeof asked === 'string') {
    ports.stderr.write(`okno keys: ${asked}\n\n${KEYS_HELP[language]}`);
    return USAGE;
  }
  try {
    const answer = await act(asked, ports);
    ports.stdout.write(`${answer}\n`);
    ports.stderr.write(`${KEYS_TEXT[language][asked.action]}\n`);
    return 0;
  } catch (error) {
    const code = exitCodeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    ports.stderr.write(`okno keys: ${error.message}\n`);
    return code;
  }
}

export type KeysAction = 'replace-log' | 'replace-seal' | 'compromised-log' | 'compromised-seal';

interface Asked {
  readonly action: KeysAction;
  readonly config: string | undefined;
  readonly change: { readonly reason?: string; readonly compromised?: Date };
}

/** A text says what is wrong with the call. */
function askedFor(args: readonly string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: KEYS_OPTIONS,
    });
    if (values.help) return 'help';
    const [action, ...more] = positionals;
    if (!isAction(action) || more.length > 0) return positionals.join(' ');
    const compromised = values.at === undefined ? undefined : timeOfText(values.at);
    // A compromise has a moment, which only people can know; a replacement takes that of its entry.
    if ((compromised !== undefined) !== action.startsWith('compromised')) {
      return `--at ${values.at ?? ''}`;
    }
    const reason = values.reason === undefined ? {} : { reason: values.reason };
    const change = { ...reason, ...(compromised === undefined ? {} : { compromised }) };
    return { action, config: values.config, change };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const isAction = (name: string | undefined): name is KeysAction =>
  name !== undefined && name in KEYS_TEXT.en;

async function act({ action, config: file, change }: Asked, ports: CliPorts): Promise<string> {
  const { environment, cwd, now } = ports;
  const config = await readConfig({
    ...(file === undefined ? {} : { file: resolve(cwd, file) }),
    environment,
    cwd,
  });
  const providers = await loadProviders(config.providers ?? DEFAULT_PROVIDERS, cwd);
  const stores = await openStores(config, 'command');
  try {
    const clock = { now };
    const log = jsonLinesLog({ write: (text) => ports.stderr.write(text), now });
    return await carryOut(action, change, {
      ...{ config, stores, clock, log, algorithms: algorithmsOf(providers) },
    });
  } finally {
    await stores.metadata.close();
  }
}

/** What goes to standard output: the signed statement, or the new certificate's fingerprint. */
async function carryOut(
  action: KeysAction,
  { reason, compromised }: Asked['change'],
  request: JournalRequest,
): Promise<string> {
  const said = reason === undefined ? {} : { reason };
  switch (action) {
    case 'replace-log':
      return (await changeLogKey(request, said)).statement ?? '';
    case 'replace-seal':
      return (await changeSeal(request, said)).next;
    case 'compromised-log':
      return (
        (await changeLogKey(request, { ...said, compromised: momentOf(compromised) })).statement ??
        ''
      );
    case 'compromised-seal':
      await declareSealCompromised(request, { ...said, compromised: momentOf(compromised) });
      return '';
  }
}

/** `askedFor` let nothing by without it. */
function momentOf(compromised: Date | undefined): Date {
  if (compromised === undefined) throw new TypeError('a compromise without its moment');
  return compromised;
}

function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof ConfigError || error instanceof ProviderError) return CONFIG;
  const known = [SigningError, StorageError, JournalError].some((type) => error instanceof type);
  return known ? UNAVAILABLE : undefined;
}
