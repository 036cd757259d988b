// bull over a real Redis, over the outbox in memory: the runner's contract, and a Redis that goes wrong.

import { setTimeout as sleep } from 'node:timers/promises';
import anyTest, { type ExecutionContext } from 'ava';
import Queue from 'bull';
import { Redis as Client } from 'ioredis';
import {
  REDIS_PACKAGES,
  type Redis,
  type RedisOptions,
  startRedis,
} from '../../../test-fixtures/engines/start-redis.ts';
import { isOnPath } from '../../../test-fixtures/peers/on-path.ts';
import { testWith } from '../../../test-fixtures/peers/peer-test.ts';
import { until } from '../../../test-fixtures/waiting/until.ts';
import type { JobHandler, JobRunner } from '../../../vault/ports/queue.ts';
import { queueContract } from '../../contracts/queue.contract.ts';
import * as sample from '../../contracts/samples.ts';
import { memoryMetadata } from '../../memory/memory-metadata.ts';
import type { RunJobs } from '../run-jobs.ts';
import { checkRedis } from './check-redis.ts';
import { type BullRunner, type RunBullJobs, runBullJobs } from './run-bull-jobs.ts';

const test = testWith('redis-server', REDIS_PACKAGES);

let shared: Redis | undefined;
anyTest.before(async () => {
  if (isOnPath('redis-server')) shared = await startRedis();
});
anyTest.after.always(() => shared?.end());

let queues = 0;
function newName(): string {
  queues += 1;
  return `test-${queues}`;
}
const quick = { tellAgain: 200, patience: 60_000 };

queueContract('bull', async () => memoryMetadata(), { define: test, run: byRedisOnly });

/** What is due is told when Redis is there to carry it, so that the contract is kept through it. */
function byRedisOnly(options: RunJobs): JobRunner {
  const { dueJobs } = options.metadata;
  let runner: BullRunner | undefined;
  runner = runBullJobs({
    ...options,
    ...quick,
    metadata: {
      ...options.metadata,
      dueJobs: async (...parameters) =>
        runner?.redis().state === 'ok' ? dueJobs(...parameters) : [],
    },
    redis: { url: shared?.url ?? '' },
    name: newName(),
  });
  const started = runner;
  void until(() => started.redis().state === 'ok').then(() => started.wake());
  return started;
}

async function redisOf(t: ExecutionContext, options?: RedisOptions): Promise<Redis> {
  const redis = await startRedis(options);
  t.teardown(() => redis.end());
  return redis;
}

/** Processes that share an outbox, as far as the outbox can tell. */
function workers(t: ExecutionContext, redis: Redis, more: Partial<RunBullJobs> = {}) {
  const store = memoryMetadata();
  const done = new Map<string, number>();
  const name = newName();
  const failures: unknown[] = [];
  const handler: JobHandler = async (job) => {
    await sleep(1);
    done.set(job.id, (done.get(job.id) ?? 0) + 1);
  };
  const start = (worker: Partial<RunBullJobs> = {}) => {
    const runner = runBullJobs({
      metadata: store,
      handlers: new Map([['judge-again', handler]]),
      clock: { now: () => new Date() },
      onFailure: ({ error }) => failures.push(error),
      pollMilliseconds: 20,
      redis: { url: redis.url, timeout: 500 },
      name,
      ...quick,
      ...more,
      ...worker,
    });
    t.teardown(() => runner.stop());
    return runner;
  };
  const commit = (from: number, count: number) =>
    store.commit({
      jobs: Array.from({ length: count }, (_, n) => sample.job(`j${from + n}`, sample.NOON)),
    });
  return { store, done, start, commit, failures, name };
}

test('three workers share the jobs, and each job is done once', async (t) => {
  const redis = await redisOf(t);
  const { start, commit, done, failures } = workers(t, redis);
  const runners = [start(), start(), start()];
  await until(() => runners.every((each) => each.redis().state === 'ok'));
  await commit(0, 300);
  for (const each of runners) each.wake();
  await until(() => done.size === 300);
  t.deepEqual(new Set(done.values()), new Set([1]));
  t.deepEqual(failures, []);
});

test('Redis carries ids and nothing else, and nothing stays there of what is done', async (t) => {
  const redis = await redisOf(t);
  const { start, commit, done, name } = workers(t, redis);
  const watch = new Queue(name, redis.url, { prefix: 'okno' });
  t.teardown(() => watch.close());
  const runner = start({ concurrency: 1 });
  await until(() => runner.redis().state === 'ok');
  await commit(0, 20);
  await until(async () => (await watch.getWaiting()).length > 0 || done.size === 20);
  for (const job of await watch.getWaiting()) {
    if (job !== null) t.deepEqual(Object.keys(job.data), ['id']);
  }
  await until(() => done.size === 20);
  await until(async () => {
    const counts = await watch.getJobCounts();
    return Object.values(counts).every((count) => count === 0);
  });
  t.pass();
});

type Disaster = (redis: Redis) => Promise<void>;

const disasters: readonly (readonly [string, Disaster])[] = [
  [
    'is emptied (FLUSHALL)',
    async ({ url }) => {
      const client = new Client(url);
      await client.flushall();
      client.disconnect();
    },
  ],
  [
    'is killed and starts again',
    async (redis) => {
      await redis.kill();
      await redis.start();
    },
  ],
  [
    'is killed, loses its data and starts again',
    async (redis) => {
      await redis.kill();
      await redis.wipe();
      await redis.start();
    },
  ],
  [
    'is silent for a while',
    async (redis) => {
      await redis.freeze();
      await sleep(800);
      await redis.thaw();
    },
  ],
];

for (const [title, disaster] of disasters) {
  test(`under load Redis ${title}: every job is done`, async (t) => {
    const redis = await redisOf(t);
    const { start, commit, done, store } = workers(t, redis);
    const runners = [start(), start()];
    await until(() => runners.every((each) => each.redis().state === 'ok'));
    for (let wave = 0; wave < 4; wave += 1) {
      await commit(wave * 200, 200);
      for (const each of runners) each.wake();
      if (wave > 0) await disaster(redis);
    }
    await until(() => done.size === 800);
    await until(async () => (await store.dueJobs(sample.at(1e9), 9)).length === 0);
    await until(() => runners.every((each) => each.redis().state === 'ok'));
    // The lease is the outbox's: what came twice was refused there.
    t.deepEqual(new Set(done.values()), new Set([1]));
  });
}

test('without Redis the jobs are done here, and told to it when it is there again', async (t) => {
  const redis = await redisOf(t);
  await redis.kill();
  const { start, commit, done } = workers(t, redis);
  const runner = start();
  await commit(0, 50);
  runner.wake();
  await until(() => done.size === 50);
  t.is(runner.redis().state, 'unavailable');
  await redis.start();
  await until(() => runner.redis().state === 'ok');
  await commit(50, 50);
  runner.wake();
  await until(() => done.size === 100);
  t.deepEqual(new Set(done.values()), new Set([1]));
});

test('stop ends soon while Redis is down or silent', async (t) => {
  for (const harm of ['kill', 'freeze'] as const) {
    const redis = await redisOf(t);
    const { start, commit } = workers(t, redis);
    const runner = start();
    await until(() => runner.redis().state === 'ok');
    await redis[harm]();
    await commit(0, 3);
    await runner.stop();
    if (harm === 'freeze') await redis.thaw();
  }
  t.pass();
});

test('a job that Redis keeps to itself is done here after a while', async (t) => {
  const redis = await redisOf(t);
  const { start, commit, done, name } = workers(t, redis);
  // Somebody else's worker on the same queue takes ids and never gives an answer.
  const thief = new Queue(name, redis.url, { prefix: 'okno' });
  t.teardown(() => thief.close(true));
  const hold = Promise.withResolvers<void>();
  void thief.process(50, () => hold.promise).catch(() => {});
  await thief.isReady();
  const runner = start({ patience: 300 });
  await until(() => runner.redis().state === 'ok');
  await commit(0, 30);
  await until(() => done.size === 30);
  hold.resolve();
  t.deepEqual(new Set(done.values()), new Set([1]));
});

test('how Redis is set up is asked: eviction is refused, forgetting at a restart is told', async (t) => {
  const good = await redisOf(t, { password: 'let-me-in' });
  t.deepEqual(await checkRedis({ url: good.url }), { state: 'ok', appendonly: true });
  const bare = good.url.replace(':let-me-in@', '');
  t.like(await checkRedis({ url: bare }), { state: 'refused' });
  t.like(await checkRedis({ url: bare, password: 'wrong' }), { state: 'refused' });
  t.like(await checkRedis({ url: bare, password: 'let-me-in' }), { state: 'ok' });
  t.like(await checkRedis({ url: `${good.url}/99` }), { state: 'refused' });
  const forgetful = await redisOf(t, { appendonly: false });
  t.deepEqual(await checkRedis({ url: forgetful.url }), { state: 'ok', appendonly: false });
  const evicting = await redisOf(t, { policy: 'allkeys-lru' });
  const check = await checkRedis({ url: evicting.url });
  t.regex(check.state === 'refused' ? check.reason : '', /noeviction/);
  await good.freeze();
  t.like(await checkRedis({ url: good.url, timeout: 200 }), { state: 'unavailable' });
  await good.thaw();
  t.like(await checkRedis({ url: 'redis://127.0.0.1:1' }), { state: 'unavailable' });
});

test('a Redis that evicts is not used: the jobs are done here', async (t) => {
  const redis = await redisOf(t, { policy: 'volatile-lru' });
  const { start, commit, done } = workers(t, redis);
  const runner = start();
  await until(() => runner.redis().state === 'refused');
  await commit(0, 10);
  await until(() => done.size === 10);
  const client = new Client(redis.url);
  t.deepEqual(await client.keys('okno:*:okno-*'), []);
  client.disconnect();
});
