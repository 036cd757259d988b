import { randomUUID } from 'node:crypto';
import { ProviderError } from '../../algorithms/load-provider.ts';
import { type EntryErasureRequest, eraseEntry } from '../../vault/journal/erase-entry.ts';
import { JournalError } from '../../vault/journal/journal-error.ts';
import { ConflictError } from '../../vault/ports/storage-error.ts';
import { VaultError } from '../../vault/vault-error.ts';
import { openJournal } from '../composition/open-journal.ts';
import { openStores } from '../composition/open-stores.ts';
import { jsonLinesLog } from '../http/log.ts';
import { algorithmsFor, command, EX, settingsOf } from './command.ts';
import type { CliPorts } from './ports.ts';

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
export const run = command({
  name: 'okno erase',
  help: HELP,
  options: { ground: { type: 'string' }, by: { type: 'string' } },
  asked({ values: { ground, by: person, config }, positionals }) {
    const [entryId, ...more] = positionals;
    const isWhole = entryId !== undefined && more.length === 0 && ground && person;
    return isWhole ? { request: { entryId, ground, person }, config } : positionals.join(' ');
  },
  async act(asked, ports) {
    ports.stdout.write(`${await erase(asked, ports)}\n`);
    return EX.ok;
  },
  failures: [
    [VaultError, EX.dataError],
    [ConflictError, EX.dataError],
    [ProviderError, EX.config],
    [JournalError, EX.unavailable],
  ],
});

interface Asked {
  readonly request: EntryErasureRequest;
  readonly config: string | undefined;
}

async function erase({ request, config: file }: Asked, ports: CliPorts): Promise<string> {
  const { now } = ports;
  const config = await settingsOf(file, ports);
  const algorithms = await algorithmsFor(config, ports);
  const stores = await openStores(config, 'command');
  try {
    const log = jsonLinesLog({ write: (text) => ports.stderr.write(text), now });
    const opening = { config, stores, log, clock: { now }, algorithms };
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
