import test from 'ava';
import fc from 'fast-check';
import { checkDue, type Round } from './check-round.ts';

const PERIOD = 1000;

/** Numbered names, of which is counted how many are listed and which are read. */
function store(size: number) {
  const names = Array.from({ length: size }, (_, at) => String(at).padStart(6, '0'));
  const world = { names, listed: 0, read: [] as string[] };
  const walk = {
    async *names(after: string) {
      for (const name of [...world.names]) {
        if (name <= after) continue;
        world.listed += 1;
        yield { name };
      }
    },
    async check({ name }: { readonly name: string }) {
      world.read.push(name);
      return name.endsWith('7') ? [name] : [];
    },
  };
  const due = (last: Round | undefined, now: number, most = Number.MAX_SAFE_INTEGER) =>
    checkDue(last, walk, { now: new Date(now), period: PERIOD, most });
  return { world, due };
}

test('a round reads everything once, in order, and tells what it found', async (t) => {
  const { world, due } = store(20);
  let round: Round | undefined;
  const found: string[] = [];
  for (let now = 0; now < PERIOD; now += 50) {
    const step = await due(round, now);
    round = step.round;
    found.push(...step.found);
  }
  t.deepEqual(world.read, world.names);
  t.deepEqual(found, ['000007', '000017']);
  t.true(round?.whole);
  t.is((await due(round, PERIOD)).round.started, new Date(PERIOD).toISOString(), 'the next begins');
});

test('what a step lists is what it reads, however large the store is', async (t) => {
  const { world, due } = store(10_000);
  let { round } = await due(undefined, 0);
  t.is(world.listed, 10_000, 'counted once, when the round begins');
  for (let now = 1; now <= 100; now += 1) {
    [world.listed, world.read] = [0, []];
    ({ round } = await due(round, now));
    t.is(world.read.length, 20);
    t.true(world.listed <= 21);
  }
});

test('no more is read at once than was said, and the caller hears that more is due', async (t) => {
  const { world, due } = store(10);
  let { round } = await due(undefined, 0);
  for (const [read, more] of [
    [4, true],
    [8, true],
    [10, false],
  ] as const) {
    const step = await due(round, PERIOD, 4);
    round = step.round;
    t.is(world.read.length, read);
    t.is(step.more, more);
  }
});

test('everything that was there when a round began is read within the period, whatever comes and goes', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ wait: fc.nat(400), grow: fc.nat(30), lose: fc.nat(3) }), {
        maxLength: 12,
      }),
      async (steps) => {
        const { world, due } = store(40);
        const first = new Set(world.names);
        let { round } = await due(undefined, 0);
        let now = 0;
        for (const { wait, grow, lose } of steps) {
          now = Math.min(now + wait, PERIOD - 1);
          for (let at = 0; at < grow; at += 1)
            world.names.push(`${String((at * 7919) % 1_000_000).padStart(6, '0')}x`);
          for (const gone of world.names.splice(0, lose)) first.delete(gone);
          world.names.sort();
          ({ round } = await due(round, now));
        }
        await due(round, PERIOD);
        t.deepEqual(
          [...first].filter((name) => !world.read.includes(name)),
          [],
        );
      },
    ),
  );
});

test('a clock that was set back begins a round anew', async (t) => {
  const { world, due } = store(10);
  const { round } = await due(undefined, 500);
  const again = await due(round, 400);
  t.is(again.round.started, new Date(400).toISOString());
  t.is(world.read.length, 0);
});
