import { randomUUID } from 'node:crypto';
import { ProviderError } from '../../algorithms/load-provider.ts';
import { type EntryErasureRequest, eraseEntry } from '../../vault/journal/erase-entry.ts';
import { JournalError } from '../../vault/journal/journal-error.ts';
import { ConflictError } from '../../vault/ports/storage-error.ts';
import { VaultError } from '../../vault/vault-error.ts';
import { copiesAside } from '../composition/copies-aside.ts';
import { openJournal } from '../composition/open-journal.ts';
import { openStores } from '../composition/open-stores.ts';
import type { Config } from '../config.ts';
import { jsonLinesLog } from '../http/log.ts';
import { algorithmsFor, command, EX, settingsOf } from './command.ts';
import { ERASE_OPTIONS } from './option-tables.ts';
import type { CliPorts } from './ports.ts';

const HELP = {
  ru: `okno erase ЗАПИСЬ --ground ОСНОВАНИЕ --by КТО --config ФАЙЛ — при остановленной службе

Стирает содержание записи журнала о действиях людей (входы, чтение, отказы) навсегда: запись, её
соль и квитанцию. Журнал и прочие квитанции проверяются как прежде; о стирании остаётся запись.
Копии, отложенные okno rebuild и okno fsck --repair, называются: их удаляет оператор.
Моменты договоров, документов, направлений и запросов (п. 24) не стираются.

Код завершения: 0 — стёрто; 64 — неверный вызов; 65 — такой записи нет, или её нельзя стереть;
69 — служба работает; 78 — настройки.
`,
  en: `okno erase ENTRY --ground GROUND --by WHO --config FILE — while the service is stopped

Erases the content of a journal entry about people's visits (sign-ins, readings, denials) for ever:
entry, salt and receipt. The log and all other receipts verify as before; an entry says that it was
erased. Copies that okno rebuild and okno fsck --repair put aside are named: the operator deletes them. Moments of contracts, documents, sendings and requests (para. 24) are never erased.

Exit code: 0 erased; 64 wrong usage; 65 there is no such entry, or it must not be erased;
69 the service runs; 78 the settings.
`,
} as const;

/** What the erasure does not reach. */
const COPIES = {
  ru: 'Стёртое может оставаться в отложенных копиях; удалите их, когда они больше не нужны:',
  en: 'What was erased may still lie in copies that were put aside; delete them when they are not needed any more:',
} as const;

/** `okno erase`: prints the id of the entry that says so. */
export const run = command({
  name: 'okno erase',
  help: HELP,
  options: ERASE_OPTIONS,
  asked({ values: { ground, by: person, config }, positionals }) {
    const [entryId, ...more] = positionals;
    const isWhole = entryId !== undefined && more.length === 0 && ground && person;
    return isWhole ? { request: { entryId, ground, person }, config } : positionals.join(' ');
  },
  async act(asked, ports) {
    const config = await settingsOf(asked.config, ports);
    ports.stdout.write(`${await erase(asked.request, config, ports)}\n`);
    const copies = await copiesAside(config);
    if (copies.length > 0) {
      ports.stderr.write(`${[COPIES[ports.language], ...copies].join('\n  ')}\n`);
    }
    return EX.ok;
  },
  failures: [
    [VaultError, EX.dataError],
    [ConflictError, EX.dataError],
    [ProviderError, EX.config],
    [JournalError, EX.unavailable],
  ],
});

async function erase(
  request: EntryErasureRequest,
  config: Config,
  ports: CliPorts,
): Promise<string> {
  const { now } = ports;
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
