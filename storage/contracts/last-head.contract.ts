import test, { type ExecutionContext } from 'ava';
import type { LastHead } from '../../vault/ports/last-head.ts';
import { outcome } from './outcome.ts';

export type LastHeadFactory = (t: ExecutionContext) => Promise<LastHead>;

/** What every adapter of `LastHead` keeps: one writer wins, and the log is never remembered shorter. */
export function lastHeadContract(name: string, make: LastHeadFactory): void {
  const rule = (title: string, check: (t: ExecutionContext, last: LastHead) => Promise<void>) =>
    test(`${name} last head: ${title}`, async (t) => check(t, await make(t)));
  const [one, two] = [
    { size: 1, root: 'b25l' },
    { size: 2, root: 'dHdv' },
  ];

  rule('nothing was signed at first', async (t, last) => {
    t.is(await last.read(), undefined);
  });

  rule('a head is remembered, and replaced by the next', async (t, last) => {
    await last.write(undefined, one);
    t.deepEqual(await last.read(), one);
    await last.write(one, two);
    t.deepEqual(await last.read(), two);
  });

  rule('another expectation is stale and changes nothing', async (t, last) => {
    t.is(await outcome(last.write(one, two)), 'stale');
    await last.write(undefined, one);
    t.is(await outcome(last.write(undefined, two)), 'stale');
    t.is(await outcome(last.write({ ...one, root: 'b3RoZXI=' }, two)), 'stale');
    t.is(await outcome(last.write(two, { size: 3, root: '' })), 'stale');
    t.deepEqual(await last.read(), one);
  });

  rule('a smaller head, or another root of the same size, is a fork', async (t, last) => {
    await last.write(undefined, two);
    t.is(await outcome(last.write(two, one)), 'stale');
    t.is(await outcome(last.write(two, { ...two, root: 'b3RoZXI=' })), 'stale');
    t.is(await outcome(last.write(two, two)), 'done');
    t.deepEqual(await last.read(), two);
  });

  rule('of ten writers at once one wins', async (t, last) => {
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        outcome(last.write(undefined, { size: n + 1, root: '' })),
      ),
    );
    t.is(outcomes.filter((each) => each === 'done').length, 1);
    t.is((await last.read())?.size, outcomes.indexOf('done') + 1);
  });
}
