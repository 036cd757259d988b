import { ProviderError } from '../../algorithms/load-provider.ts';
import { SigningError } from '../../signing/signing-error.ts';
import { JournalError } from '../../vault/journal/journal-error.ts';
import { timeOfText } from '../../verify/cli/time-option.ts';
import { changeLogKey, changeSeal, declareSealCompromised } from '../composition/change-keys.ts';
import type { JournalRequest } from '../composition/open-journal.ts';
import { openStores } from '../composition/open-stores.ts';
import { jsonLinesLog } from '../http/log.ts';
import { algorithmsFor, command, EX, settingsOf } from './command.ts';
import { KEYS_HELP, KEYS_TEXT } from './keys-text.ts';
import { KEYS_OPTIONS } from './option-tables.ts';
import type { CliPorts } from './ports.ts';

/** `okno keys`: gives the log or the operator another key, or declares one compromised, while the service is stopped. */
export const run = command({
  name: 'okno keys',
  help: KEYS_HELP,
  options: KEYS_OPTIONS,
  asked({ values: { at, reason, config }, positionals }): Asked | string {
    const [action, ...more] = positionals;
    if (!isAction(action) || more.length > 0) return positionals.join(' ');
    const compromised = at === undefined ? undefined : timeOfText(at);
    // A compromise has a moment, which only people can know; a replacement takes that of its entry.
    if ((compromised !== undefined) !== action.startsWith('compromised')) return `--at ${at ?? ''}`;
    const said = reason === undefined ? {} : { reason };
    const change = { ...said, ...(compromised === undefined ? {} : { compromised }) };
    return { action, config, change };
  },
  async act(asked, ports) {
    ports.stdout.write(`${await act(asked, ports)}\n`);
    ports.stderr.write(`${KEYS_TEXT[ports.language][asked.action]}\n`);
    return EX.ok;
  },
  failures: [
    [ProviderError, EX.config],
    [SigningError, EX.unavailable],
    [JournalError, EX.unavailable],
  ],
});

export type KeysAction = 'replace-log' | 'replace-seal' | 'compromised-log' | 'compromised-seal';

interface Asked {
  readonly action: KeysAction;
  readonly config: string | undefined;
  readonly change: { readonly reason?: string; readonly compromised?: Date };
}

const isAction = (name: string | undefined): name is KeysAction =>
  name !== undefined && name in KEYS_TEXT.en;

async function act({ action, config: file, change }: Asked, ports: CliPorts): Promise<string> {
  const { now } = ports;
  const config = await settingsOf(file, ports);
  const algorithms = await algorithmsFor(config, ports);
  const stores = await openStores(config, 'command');
  try {
    const clock = { now };
    const log = jsonLinesLog({ write: (text) => ports.stderr.write(text), now });
    return await carryOut(action, change, { config, stores, clock, log, algorithms });
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
