import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meetExporter, prepareGround, startService } from '../api/faults/child-service.ts';
import { intakeClient, prepareIntakes } from './intake-client.ts';
import type { Say } from './measure.ts';
import { inTurn, rateAtOnce, ratios } from './rate.ts';

const SIZE = 200 * 1024;
const ROUNDS = 3;
const LOADS = [
  { clients: 1, total: 60 },
  { clients: 32, total: 320 },
] as const;

/**
 * Durable intake over HTTP of signed documents of 200 KB, each verified (by OCSP and CRLs, which the service fetches
 * and remembers shortly) and receipted, beside plain files that are written, synced, renamed and whose folder is
 * synced.
 */
export async function measure(say: Say): Promise<void> {
  const ends: (() => Promise<void>)[] = [];
  const endings = { teardown: (end: () => Promise<void>) => void ends.unshift(end) };
  try {
    // One exporter sends for all: its limit of uploads at once is not what is measured.
    const ground = await prepareGround(endings, { uploads: 64 });
    await startService(endings, ground);
    const client = intakeClient(ground.origin, await meetExporter(ground));
    ends.unshift(async () => client.close());
    const intake = async (load: (typeof LOADS)[number]) => {
      const prepared = await prepareIntakes(ground, { size: SIZE, count: load.total });
      return rateAtOnce(async (number) => {
        const one = prepared[number - 1];
        if (one !== undefined) await client.send(one);
      }, load);
    };
    for (const load of LOADS) {
      const standings = await inTurn(
        [
          { name: `intake, ${load.clients} clients`, round: () => intake(load) },
          { name: 'plain synced files', round: () => plainFiles(load) },
        ],
        ROUNDS,
      );
      for (const line of ratios(standings)) say(line);
    }
  } finally {
    for (const end of ends) await end();
  }
}

/** What any durable store must do at least: write, sync, rename, sync the folder. */
async function plainFiles(load: (typeof LOADS)[number]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-plain-'));
  const content = randomBytes(SIZE);
  await mkdir(join(folder, 'kept'));
  try {
    return await rateAtOnce(async (number) => {
      const staged = join(folder, `staged-${number}`);
      const file = await open(staged, 'wx');
      await file.writeFile(content);
      await file.sync();
      await file.close();
      await rename(staged, join(folder, 'kept', String(number)));
      const kept = await open(join(folder, 'kept'), 'r');
      await kept.sync();
      await kept.close();
    }, load);
  } finally {
    await rm(folder, { recursive: true });
  }
}
