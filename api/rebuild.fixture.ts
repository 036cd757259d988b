import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { scratchFolder } from '../test-fixtures/peers/scratch-folder.ts';
import { run } from './cli/rebuild.ts';
import { runCommand } from './cli/run-command.fixture.ts';
import { placed, startStage } from './service.fixture.ts';

/** Runs `okno rebuild` on a data folder, under further settings. */
export async function rebuildWith(data: string, settings: object, ...more: readonly string[]) {
  const config = join(data, '..', `${randomUUID()}.json`);
  await writeFile(config, JSON.stringify({ data, logName: 'okno.test/journal', ...settings }));
  return runCommand(run, ['--config', config, ...more], data);
}

export const command = (data: string, ...more: readonly string[]) => rebuildWith(data, {}, ...more);

export async function forget(data: string, ...names: readonly string[]): Promise<void> {
  for (const name of await readdir(data)) {
    if (names.some((each) => name.startsWith(each))) {
      await rm(join(data, name), { recursive: true, force: true });
    }
  }
}

export const scratch = async (t: ExecutionContext) => {
  const data = (await scratchFolder(t))('data');
  await mkdir(data);
  return data;
};

/** A vault with one document whose database is gone. */
export async function lostVault(t: ExecutionContext): Promise<string> {
  const data = await scratch(t);
  const stage = await startStage(t, { data });
  await placed(stage.exporter, stage.identities.head, 'Договор');
  await stage.service.close();
  await forget(data, 'okno.sqlite');
  return data;
}
