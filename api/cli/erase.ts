import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PROVIDERS, loadProviders } from '../../algorithms/load-provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { type EntryErasureRequest, eraseEntry } from '../../vault/journal/erase-entry.ts';
import { JournalError } from '../../vault/journal/journal-error.ts';
import { ConflictError, StorageError } from '../../vault/ports/storage-error.ts';
import { VaultError } from '../../vault/vault-error.ts';
import { openJournal } from '../composition/open-journal.ts';
import { openStores } from '../composition/open-stores.ts';
import { ConfigError, readConfig } from '../config.ts';
import { jsonLinesLog } from '../http/log.ts';
import { ERASE_OPTIONS } from './option-tables.ts';
import { type CliPorts, languageOf } from './ports.ts';

/** sysexits.h: EX_USAGE, EX_DATAERR, EX_UNAVAILABLE, EX_CONFIG. */
const USAGE = 64;
const DATA = 65;
const UNAVAILABLE = 69;
const CONFIG = 78;

const HELP = {
  ru: `okno erase ЗАПИСЬ --ground ОСНОВАНИЕ --by КТО --config ФАЙЛ — при остановленной службе

Стирает содержание записи журнала о действиях людей (входы, чтение, отказы) навсегда: запись, её
соль и квитанцию. Журнал и прочие квитанции проверяются как прежде; о стирании остаётся запись.
Моменты договоров, документов, направлений и запросов (п. 24) не стираются.

Код завершения: 0 — стёрто; 64 — неверный вызов; 65 — такой записи нет, или её нельзя стереть;
69 — служба работает; 78 — настройки.
`,
  en: `okno erase ENTRY --ground GROUND --by WHO --config FILE — while the service is stopped

Erases the content of a journal entry about people's visits (sign-ins, readings, denials) for ever:
entry, salt and receipt. The log and all other receipts verify as before; an entry says that it was
erased. Moments of contracts, documents, sendings and requests (para. 24) are never erased.

Exit code: 0 erased; 64 wrong usage; 65 there is no such entry, or it must not be erased;
69 the service runs; 78 the settings.
`,
} as const;

/** `okno erase`: prints the id of the entry that says so. */
export async function run(args: readonly string[], ports: CliPorts): Promise<number> {
  const help = HELP[languageOf(args, ports.environment)];
  const asked = askedFor(args);
  if (asked === undefined) {
    ports.stderr.write(help);
    return USAGE;
  }
  if (asked === 'help') {
    ports.stdout.write(help);
    return 0;
  }
  try {
    ports.stdout.write(`${await erase(asked, ports)}\n`);
    return 0;
  } catch (error) {
    const code = exitCodeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    ports.stderr.write(`okno erase: ${error.message}\n`);
    return code;
  }
}

interface Asked {
  readonly request: EntryErasureRequest;
  readonly config: string | undefined;
}

function askedFor(args: readonly string[]): Asked | 'help' | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: ERASE_OPTIONS,
    });
    if (values.help) return 'help';
    const [entryId, ...more] = positionals;
    const { ground, by: person, config } = values;
    if (entryId === undefined || more.length > 0 || !ground || !person) return undefined;
    return { request: { entryId, ground, person }, config };
  } catch {
    return undefined;
  }
}

async function erase({ request, config: file }: Asked, ports: CliPorts): Promise<string> {
  const { environment, cwd, now } = ports;
  const config = await readConfig({
    ...(file === undefined ? {} : { file: resolve(cwd, file) }),
    environment,
    cwd,
  });
  const providers = await loadProviders(config.providers ?? DEFAULT_PROVIDERS, cwd);
  const stores = await openStores(config, 'command');
  try {
    const log = jsonLinesLog({ write: (text) => ports.stderr.write(text), now });
    const opening = { config, stores, log, clock: { now }, algorithms: algorithmsOf(providers) };
    const { sequencer, sha256 } = await openJournal(opening);
    await sequencer.start();
    const { metadata } = stores;
    const by = await eraseEntry(request, { metadata, sha256, newId: () => randomUUID() });
    await sequencer.sequenced([by]);
    await sequencer.close();
    return by;
  } finally {
    await stores.metadata.close();
  }
}

function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof VaultError || error instanceof ConflictError) return DATA;
  if (error instanceof ConfigError) return CONFIG;
  const known = [StorageError, JournalError].some((type) => error instanceof type);
  return known ? UNAVAILABLE : undefined;
}
