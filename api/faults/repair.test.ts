// Killed between the steps of a repair: the object is as it was, or away for the moment, or whole; the next run mends it.
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { killCycles, pointsOf } from '../../faults/kill-tests.fixture.ts';
import { change, vault } from '../fsck.fixture.ts';
import { killedAt } from './killed-child.fixture.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));
const CYCLES = killCycles({ ci: 1 });

test(`kill -9 at ${pointsOf(import.meta.url).length} points of a repair: no repair without its entry, and the next run ends it`, async (t) => {
  t.timeout(CYCLES * 10 * 60_000);
  const { stage, root, config, fsck, repair, journalled } = await vault(t);
  await stage.service.close();
  let entries = 0;
  for (const point of pointsOf(import.meta.url)) {
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      await change(root, cycle % 2 === 0 ? 'versions/1/document' : 'entries.jsonl');
      const command = [CLI, 'fsck', '--repair', '--by', 'Громов', '--config', config];
      const { end } = await killedAt(point, command);
      t.is(end, 'SIGKILL', `${point} was not reached`);
      const { code, report } = await repair();
      t.is(code, 0, `${point}: ${JSON.stringify(report)}`);
      t.deepEqual((await fsck()).report.damaged, [], point);
      const now = (await journalled()).length;
      t.true(now > entries, `${point}: ${now} entries`);
      entries = now;
    }
  }
});
