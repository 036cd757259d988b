import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { fsTree } from '../storage/archive/fs/fs-tree.ts';
import { objectPlaces } from '../storage/archive/fs/object-places.ts';
import { rootOf } from '../storage/archive/fs/open-archive.ts';
import { walkFiles } from '../storage/files/walk-files.ts';
import { scratchFolder } from '../test-fixtures/peers/scratch-folder.ts';
import { run } from './cli/fsck.ts';
import { runCommand } from './cli/run-command.fixture.ts';
import { openStores } from './composition/open-stores.ts';
import { configOf, placed, startStage } from './service.fixture.ts';

/** A vault with one document, its archive and a mirror, and `okno fsck` over it; its service runs. */
export async function vault(t: ExecutionContext) {
  const path = await scratchFolder(t);
  const [data, mirror] = [path('data'), path('mirror')];
  await mkdir(data);
  const stage = await startStage(t, { data, config: { archiveMirror: mirror } });
  await placed(stage.exporter, stage.identities.head, 'Договор');
  const config = path('okno.json');
  const { logName } = configOf(data);
  await writeFile(config, JSON.stringify({ data, archiveMirror: mirror, logName }));
  const fsck = (...more: readonly string[]) => {
    const args = more.includes('--ocfl') ? more : ['--config', config, ...more];
    return runCommand(run, args, data);
  };
  const repair = () => fsck('--repair', '--by', 'Громов О. П.');
  const root = rootOf(join(data, 'archive'));
  /** What the journal tells of repairs. */
  const journalled = async () => {
    const { metadata } = await openStores(configOf(data), 'command');
    const entries = await metadata.journal.entries(0, 100_000);
    await metadata.close();
    return entries
      .filter(({ action }) => action === 'store.repaired')
      .map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()));
  };
  return { stage, data, mirror, root, config, fsck, repair, journalled };
}

/** A file of the archive with this name, and the object it lies in. */
export async function fileOf(root: string, ends: string): Promise<string> {
  for await (const object of objectPlaces(fsTree(root))) {
    for (const name of await readdir(join(root, object), { recursive: true })) {
      if (name.endsWith(ends)) return join(root, object, name);
    }
  }
  throw new Error(`no file ${ends}`);
}

export const kinds = (report: {
  readonly damaged: readonly { readonly store: string; readonly kind: string }[];
}) => [...new Set(report.damaged.map(({ store, kind }) => `${store} ${kind}`))].sort();

export async function change(root: string, ends: string): Promise<void> {
  const file = await fileOf(root, ends);
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(file, bytes);
}

export async function remove(root: string, ends: string): Promise<void> {
  await rm(await fileOf(root, ends));
}

export async function add(root: string, ends: string): Promise<void> {
  await writeFile(`${await fileOf(root, ends)}.txt`, 'x');
}

/** The object that has a file of this name goes, with the folders that lead to it alone. */
export async function removeObject(root: string, ends: string): Promise<void> {
  const object = (await fileOf(root, ends)).replace(/\/v\d+\/.*$/, '');
  await rm(object, { recursive: true });
  for (let folder = dirname(object); folder !== root; folder = dirname(folder)) {
    if ((await readdir(folder)).length > 0) return;
    await rm(folder, { recursive: true });
  }
}

export async function octetsUnder(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const name of walkFiles(folder)) {
    found.set(name, await readFile(join(folder, name), 'base64'));
  }
  return found;
}
