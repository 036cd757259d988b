import test, { type ExecutionContext } from 'ava';
import { until } from '../../test-fixtures/waiting/until.ts';
import type { DueJob, Metadata } from '../../vault/ports/metadata.ts';
import type { JobHandler, JobRunner } from '../../vault/ports/queue.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { type RunJobs, runJobs } from '../queues/run-jobs.ts';
import type { Define } from './blobs.contract.ts';
import type { MetadataFactory } from './metadata.contract.ts';
import * as sample from './samples.ts';

interface Bench {
  readonly store: Metadata;
  readonly failures: { readonly job?: DueJob; readonly error: unknown }[];
  /** Seconds after noon that the runner's clock shows. */
  seconds: number;
  start(handler: JobHandler, more?: Partial<RunJobs>): JobRunner;
}

/** Starts a runner over a store. */
export type Run = (options: RunJobs) => JobRunner;

/** What a runner keeps over every adapter of the outbox: at least once, never dropped, always seen. */
export function queueContract(
  name: string,
  make: MetadataFactory,
  { run = runJobs, define = test }: { run?: Run; define?: Define } = {},
): void {
  const rule = (title: string, check: (t: ExecutionContext, bench: Bench) => Promise<void>) =>
    define(`${name} queue: ${title}`, async (t) => {
      const store = await make(t);
      const runners: JobRunner[] = [];
      t.teardown(async () => {
        await Promise.all(runners.map((each) => each.stop()));
        await store.close();
      });
      const bench: Bench = {
        store,
        failures: [],
        seconds: 0,
        start(handler, more = {}) {
          const runner = run({
            metadata: store,
            handlers: new Map([['judge-again', handler]]),
            clock: { now: () => new Date(sample.at(bench.seconds)) },
            onFailure: (failure) => bench.failures.push(failure),
            pollMilliseconds: 2,
            ...more,
          });
          runners.push(runner);
          return runner;
        },
      };
      await check(t, bench);
    });

  rule('every job runs, each once when nothing fails', async (t, bench) => {
    const jobs = Array.from({ length: 25 }, (_, n) => sample.job(`j${n}`, sample.NOON));
    await bench.store.commit({ jobs });
    const ran: string[] = [];
    bench.start(async (job) => void ran.push(job.payload));
    await until(() => ran.length === 25);
    t.deepEqual(new Set(ran), new Set(jobs.map((each) => each.payload)));
    await until(async () => (await bench.store.takeJobs(sample.at(9999), 9, 1)).length === 0);
    t.is(ran.length, 25);
  });

  rule('a failure is seen, and the job comes back after the back-off', async (t, bench) => {
    await bench.store.commit({ jobs: [sample.job('j', sample.NOON)] });
    const attempts: number[] = [];
    bench.start(async (job) => {
      attempts.push(job.attempts);
      if (job.attempts < 3) throw new Error(`no answer ${job.attempts}`);
    });
    await until(async () => (await bench.store.failingJobs(9)).length === 1);
    const [failing] = await bench.store.failingJobs(9);
    t.like(failing, { id: 'j', failure: 'no answer 1', runAt: sample.at(1) });
    t.deepEqual(attempts, [1]);
    bench.seconds = 1;
    await until(() => attempts.length === 2);
    await until(async () => (await bench.store.failingJobs(9))[0]?.runAt === sample.at(3));
    bench.seconds = 3;
    await until(async () => (await bench.store.failingJobs(9)).length === 0);
    t.deepEqual(attempts, [1, 2, 3]);
    t.is(bench.failures.length, 2);
  });

  rule('the job of a worker that died runs elsewhere after its lease', async (t, bench) => {
    await bench.store.commit({ jobs: [sample.job('j', sample.NOON)] });
    await bench.store.takeJobs(sample.NOON, 1, 60); // and is never heard of again
    const ran: number[] = [];
    bench.start(async (job) => void ran.push(job.attempts));
    await new Promise((resolve) => setTimeout(resolve, 30));
    t.deepEqual(ran, []);
    bench.seconds = 60;
    await until(() => ran.length === 1);
    t.deepEqual(ran, [2]);
  });

  rule('a job of unknown kind is kept and seen', async (t, bench) => {
    await bench.store.commit({ jobs: [{ ...sample.job('j', sample.NOON), kind: 'constructor' }] });
    bench.start(async () => t.fail());
    await until(async () => (await bench.store.failingJobs(9)).length === 1);
    t.regex((await bench.store.failingJobs(9))[0]?.failure ?? '', /no handler.*constructor/);
  });

  rule('no more jobs run at a time than allowed, and none twice at a time', async (t, bench) => {
    await bench.store.commit({
      jobs: Array.from({ length: 12 }, (_, n) => sample.job(`j${n}`, sample.NOON)),
    });
    const running = new Set<string>();
    let most = 0;
    let done = 0;
    let twice = false;
    const handler: JobHandler = async (job) => {
      twice ||= running.has(job.id);
      running.add(job.id);
      most = Math.max(most, running.size);
      bench.seconds += 10; // leases run out while jobs run
      await new Promise((resolve) => setTimeout(resolve, 5));
      running.delete(job.id);
      done += 1;
    };
    bench.start(handler, { concurrency: 3, leaseSeconds: 1 });
    await until(() => done >= 12);
    t.is(most, 3);
    t.false(twice);
  });

  rule('a store that fails for a while stops nobody for good', async (t, bench) => {
    await bench.store.commit({ jobs: [sample.job('j', sample.NOON)] });
    let refusals = 3;
    const metadata: RunJobs['metadata'] = {
      ...bench.store,
      takeJobs: async (...parameters) => {
        if (refusals-- > 0) throw new StorageError('no-space', 'disk full');
        return bench.store.takeJobs(...parameters);
      },
      dueJobs: async (...parameters) => {
        if (refusals-- > 0) throw new StorageError('no-space', 'disk full');
        return bench.store.dueJobs(...parameters);
      },
    };
    let ran = 0;
    bench.start(
      async () => {
        ran += 1;
      },
      { metadata },
    );
    await until(() => ran === 1);
    t.is(bench.failures.length, 3);
  });

  rule('stop aborts what runs and waits for it', async (t, bench) => {
    await bench.store.commit({ jobs: [sample.job('j', sample.NOON)] });
    let ended = false;
    let started = false;
    const runner = bench.start(async (_job, signal) => {
      started = true;
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      ended = true;
      throw new Error('stopped half-way');
    });
    await until(() => started);
    await runner.stop();
    t.true(ended);
    t.is((await bench.store.failingJobs(9))[0]?.failure, 'stopped half-way');
  });

  rule('wake finds a new job without waiting for the poll', async (t, bench) => {
    let ran = 0;
    const runner = bench.start(
      async () => {
        ran += 1;
      },
      { pollMilliseconds: 60_000 },
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    await bench.store.commit({ jobs: [sample.job('j', sample.NOON)] });
    runner.wake();
    await until(() => ran === 1);
    t.is(ran, 1);
  });
}
