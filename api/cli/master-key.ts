import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { KeyError } from '../../storage/keys/key-error.ts';
import { openMasterKeys } from '../../storage/keys/open-master-keys.ts';
import { rollOver } from '../../storage/keys/roll-over.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { openMetadata } from '../composition/open-metadata.ts';
import { masterKeysOf } from '../composition/open-stores.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import type { Language } from '../http/context.ts';
import { MASTER_KEY_HELP, MASTER_KEY_TEXT } from './master-key-text.ts';
import { MASTER_KEY_OPTIONS } from './option-tables.ts';
import { type CliPorts, languageOf } from './ports.ts';

/** sysexits.h: EX_USAGE, EX_CONFIG, EX_UNAVAILABLE. */
const USAGE = 64;
const CONFIG = 78;
const UNAVAILABLE = 69;

/** `okno master-key`: shows the master key's generations, or makes a new one, while the service is stopped. */
export async function run(args: readonly string[], ports: CliPorts): Promise<number> {
  const language = languageOf(args, ports.environment);
  const asked = askedFor(args);
  if (asked === 'help') {
    ports.stdout.write(MASTER_KEY_HELP[language]);
    return 0;
  }
  if (typeof asked === 'string') {
    ports.stderr.write(`okno master-key: ${asked}\n\n${MASTER_KEY_HELP[language]}`);
    return USAGE;
  }
  try {
    return await act(asked, language, ports);
  } catch (error) {
    const code = exitCodeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    ports.stderr.write(`okno master-key: ${error.message}\n`);
    return code;
  }
}

interface Asked {
  readonly action: 'status' | 'roll-over';
  readonly config: string | undefined;
}

/** A text says what is wrong with the call. */
function askedFor(args: readonly string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: MASTER_KEY_OPTIONS,
    });
    if (values.help) return 'help';
    const [action, ...more] = positionals;
    const known = action === 'status' || action === 'roll-over';
    if (!known || more.length > 0) return positionals.join(' ');
    return { action, config: values.config };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function act(asked: Asked, language: Language, ports: CliPorts): Promise<number> {
  const { environment, cwd } = ports;
  const file = asked.config === undefined ? {} : { file: resolve(cwd, asked.config) };
  const config = await readConfig({ ...file, environment, cwd });
  const said = MASTER_KEY_TEXT[language];
  return asked.action === 'status' ? showStatus(config, said, ports) : makeNew(config, said, ports);
}

type Said = (typeof MASTER_KEY_TEXT)[Language];

async function showStatus(config: Config, said: Said, { stdout }: CliPorts): Promise<number> {
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

async function makeNew(config: Config, said: Said, ports: CliPorts): Promise<number> {
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
): Promise<number> {
  const { metadata } = await openMetadata(config, 'command');
  try {
    await work(masterKeysOf(config), metadata.blobKeys);
    return 0;
  } finally {
    await metadata.close();
  }
}

function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof ConfigError || error instanceof KeyError) return CONFIG;
  return error instanceof StorageError ? UNAVAILABLE : undefined;
}
