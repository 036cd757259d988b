import { KeyError } from '../../storage/keys/key-error.ts';
import { openMasterKeys } from '../../storage/keys/open-master-keys.ts';
import { rollOver } from '../../storage/keys/roll-over.ts';
import { openMetadata } from '../composition/open-metadata.ts';
import { masterKeysOf } from '../composition/open-stores.ts';
import type { Config } from '../config.ts';
import type { Language } from '../http/context.ts';
import { command, EX, settingsOf } from './command.ts';
import { MASTER_KEY_HELP, MASTER_KEY_TEXT } from './master-key-text.ts';
import { MASTER_KEY_OPTIONS } from './option-tables.ts';
import type { CliPorts } from './ports.ts';

/** `okno master-key`: shows the master key's generations, or makes a new one, while the service is stopped. */
export const run = command({
  name: 'okno master-key',
  help: MASTER_KEY_HELP,
  options: MASTER_KEY_OPTIONS,
  asked({ values: { config }, positionals: [action, ...more] }) {
    const act = action === 'status' ? showStatus : action === 'roll-over' ? makeNew : undefined;
    if (act === undefined || more.length > 0) return [action, ...more].join(' ');
    return { act, config };
  },
  async act({ act, config }, ports) {
    await act(await settingsOf(config, ports), MASTER_KEY_TEXT[ports.language], ports);
    return EX.ok;
  },
  failures: [[KeyError, EX.config]],
});

type Said = (typeof MASTER_KEY_TEXT)[Language];

async function showStatus(config: Config, said: Said, { stdout }: CliPorts): Promise<void> {
  return withKeys(config, async (store, blobKeys) => {
    const { generations, newest } = await openMasterKeys(store, blobKeys);
    const counts = new Map(
      (await blobKeys.generations()).map(({ generation, keys }) => [generation, keys]),
    );
    for (const each of generations) {
      const note = each === newest ? `; ${said.newest}` : '';
      stdout.write(`${each}  ${said.keys(counts.get(each) ?? 0)}${note}\n`);
    }
  });
}

async function makeNew(config: Config, said: Said, ports: CliPorts): Promise<void> {
  return withKeys(config, async (store, blobKeys) => {
    await openMasterKeys(store, blobKeys); // a wrong or missing key is told before anything is changed
    const { generation, keys, retired } = await rollOver({ store, blobKeys }, (step) =>
      ports.stderr.write(`${said.progress(step.keys, step.left)}\n`),
    );
    for (const each of retired) ports.stdout.write(`${said.retired(each)}\n`);
    ports.stdout.write(`${said.done(generation, keys)}\n`);
  });
}

type Keys = Parameters<typeof rollOver>[0];

async function withKeys(
  config: Config,
  work: (store: Keys['store'], blobKeys: Keys['blobKeys']) => Promise<void>,
): Promise<void> {
  const { metadata } = await openMetadata(config, 'command');
  try {
    await work(masterKeysOf(config), metadata.blobKeys);
  } finally {
    await metadata.close();
  }
}
