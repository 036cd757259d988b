import test, { type ExecutionContext } from 'ava';
import type { Metadata } from '../../vault/ports/metadata.ts';
import type { MetadataFactory } from './metadata.contract.ts';
import { outcome } from './outcome.ts';
import * as sample from './samples.ts';

/** What every adapter keeps of the outbox: leases by the caller's clock, nothing dropped. */
export function jobsContract(name: string, make: MetadataFactory): void {
  const rule = (title: string, check: (t: ExecutionContext, store: Metadata) => Promise<void>) =>
    test(`${name}: ${title}`, async (t) => {
      const store = await make(t);
      t.teardown(() => store.close());
      await check(t, store);
    });
  const ids = (jobs: readonly { readonly id: string }[]) => jobs.map((each) => each.id);

  rule('a job is due at its moment and not before', async (t, store) => {
    await store.commit({ jobs: [sample.job('j', sample.at(10))] });
    t.deepEqual(await store.takeJobs(sample.at(9), 9, 60), []);
    t.deepEqual(await store.takeJobs(sample.at(10), 9, 60), [
      { ...sample.job('j', sample.at(10)), attempts: 1 },
    ]);
  });

  rule('moments are compared as moments, not as text', async (t, store) => {
    await store.commit({ jobs: [sample.job('j', '2026-03-02T12:00:00+03:00')] });
    t.deepEqual(ids(await store.takeJobs(sample.at(-1), 9, 60)), []);
    t.deepEqual(ids(await store.takeJobs(sample.at(0), 9, 60)), ['j']);
  });

  rule('the earliest come first, at most as many as asked for', async (t, store) => {
    await store.commit({ jobs: [3, 1, 2].map((n) => sample.job(`j${n}`, sample.at(n))) });
    t.deepEqual(ids(await store.takeJobs(sample.at(9), 2, 60)), ['j1', 'j2']);
    t.deepEqual(ids(await store.takeJobs(sample.at(9), 2, 60)), ['j3']);
  });

  rule('a leased job comes back when the lease has run out', async (t, store) => {
    await store.commit({ jobs: [sample.job('j', sample.NOON)] });
    t.deepEqual(ids(await store.takeJobs(sample.at(0), 9, 60)), ['j']);
    t.deepEqual(ids(await store.takeJobs(sample.at(59), 9, 60)), []);
    const [again] = await store.takeJobs(sample.at(60), 9, 60);
    t.is(again?.attempts, 2);
  });

  rule('takers at once share the jobs and take none twice', async (t, store) => {
    await store.commit({
      jobs: Array.from({ length: 30 }, (_, n) => sample.job(`j${n}`, sample.NOON)),
    });
    const taken = await Promise.all(
      Array.from({ length: 20 }, () => store.takeJobs(sample.NOON, 2, 60)),
    );
    t.is(taken.flat().length, 30);
    t.is(new Set(ids(taken.flat())).size, 30);
  });

  rule('ids of due jobs are told, the earliest first, and leased to nobody', async (t, store) => {
    await store.commit({ jobs: [3, 1, 2, 9].map((n) => sample.job(`j${n}`, sample.at(n))) });
    t.deepEqual(await store.dueJobs(sample.at(3), 2), ['j1', 'j2']);
    t.deepEqual(await store.dueJobs(sample.at(3), 9), ['j1', 'j2', 'j3']);
    await store.takeJobs(sample.at(3), 1, 60);
    t.deepEqual(await store.dueJobs(sample.at(3), 9), ['j2', 'j3']);
    t.deepEqual(await store.dueJobs(sample.at(63), 9), ['j1', 'j2', 'j3', 'j9']);
  });

  rule('one job is taken by its id under the same lease', async (t, store) => {
    await store.commit({ jobs: [sample.job('j', sample.at(10)), sample.job('k', sample.NOON)] });
    t.is(await store.takeJob('j', sample.at(9), 60), undefined);
    t.is(await store.takeJob('none', sample.at(99), 60), undefined);
    const job = { ...sample.job('j', sample.at(10)), attempts: 1 };
    t.deepEqual(await store.takeJob('j', sample.at(10), 60), job);
    t.is(await store.takeJob('j', sample.at(69), 60), undefined);
    t.deepEqual(ids(await store.takeJobs(sample.at(69), 9, 60)), ['k']);
    t.deepEqual(await store.takeJob('j', sample.at(70), 60), { ...job, attempts: 2 });
    await store.finishJob('j');
    t.is(await store.takeJob('j', sample.at(999), 60), undefined);
  });

  rule('of many who take one job by its id one gets it', async (t, store) => {
    await store.commit({ jobs: [sample.job('j', sample.NOON)] });
    const taken = await Promise.all(
      Array.from({ length: 20 }, () => store.takeJob('j', sample.NOON, 60)),
    );
    t.is(taken.filter((job) => job !== undefined).length, 1);
  });

  rule('a finished job is gone, and finishing it again is success', async (t, store) => {
    await store.commit({ jobs: [sample.job('j', sample.NOON)] });
    await store.takeJobs(sample.NOON, 9, 1);
    await store.finishJob('j');
    t.is(await outcome(store.finishJob('j')), 'done');
    t.deepEqual(await store.takeJobs(sample.at(999), 9, 1), []);
  });

  rule('a postponed job gives its lease back and keeps why it failed', async (t, store) => {
    await store.commit({ jobs: [sample.job('j', sample.NOON), sample.job('k', sample.NOON)] });
    await store.takeJobs(sample.NOON, 9, 3600);
    await store.postponeJob('j', sample.at(5), 'ответа нет');
    t.deepEqual(ids(await store.takeJobs(sample.at(4), 9, 60)), []);
    t.deepEqual(await store.failingJobs(9), [
      { ...sample.job('j', sample.at(5)), attempts: 1, failure: 'ответа нет' },
    ]);
    const [again] = await store.takeJobs(sample.at(5), 9, 60);
    t.is(again?.attempts, 2);
    await store.postponeJob('j', sample.at(6));
    t.is((await store.failingJobs(9))[0]?.failure, 'ответа нет');
    await store.finishJob('j');
    t.deepEqual(await store.failingJobs(9), []);
  });

  rule('the same job id twice is refused', async (t, store) => {
    await store.commit({ jobs: [sample.job('j', sample.NOON)] });
    t.is(await outcome(store.commit({ jobs: [sample.job('j', sample.NOON)] })), 'corrupt');
  });

  rule('a moment that is no time is refused before anything is stored', async (t, store) => {
    await t.throwsAsync(store.commit({ jobs: [sample.job('j', 'soon')] }));
    await t.throwsAsync(store.takeJobs('now', 1, 1));
    t.deepEqual(await store.takeJobs(sample.at(999), 9, 1), []);
  });
}
