import Queue from 'bull';
import { Redis } from 'ioredis';
import { checkRedis, type RedisCheck } from './check-redis.ts';
import { type RedisSettings, redisOptions, timeoutOf } from './redis-settings.ts';

export interface BullQueue {
  /** Whether Redis took the ids; false, soon, when it is not there, does not answer or must not be used. */
  tell(ids: readonly string[]): Promise<boolean>;
  state(): RedisCheck;
  close(): Promise<void>;
}

interface Settings {
  readonly redis: RedisSettings;
  readonly name: string;
  readonly concurrency?: number;
  /** How Redis was found before; absent: it was not asked. */
  readonly found?: RedisCheck;
}

/** Redis remembers who holds a job for so long without a word of them: 30 s. */
const LOCK = 30_000;

/** bull over connections of which none waits for ever; `work` gets each id that comes, and never rejects. */
export function openBullQueue(
  { redis, name, concurrency = 4, found }: Settings,
  work: (id: string) => Promise<void>,
): BullQueue {
  const timeout = timeoutOf(redis);
  const clients: Redis[] = [];
  let state = found ?? ({ state: 'unavailable', reason: 'not connected yet' } as RedisCheck);
  let looked = -Infinity;
  const look = async () => {
    looked = Infinity; // until the answer is there, nobody asks again
    state = await checkRedis(redis);
    looked = performance.now();
  };
  const connect = (kind: 'client' | 'subscriber' | 'bclient'): Redis => {
    const options = redisOptions(redis);
    const client =
      kind === 'client'
        ? new Redis({ ...options, commandTimeout: timeout, maxRetriesPerRequest: 1 })
        : new Redis({ ...options, enableReadyCheck: false, maxRetriesPerRequest: null });
    client.on('error', () => {}); // told by `state`
    clients.push(client);
    return client;
  };
  const queue = new Queue<{ readonly id: string }>(name, {
    createClient: connect,
    prefix: 'okno',
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    // A job whose worker died is given out again however often: giving up is for nobody.
    settings: { lockDuration: LOCK, maxStalledCount: Number.MAX_SAFE_INTEGER },
  });
  // bull gives its connections names in a promise that nobody awaits: a Redis that goes away in that moment would end
  // this process. We need no names.
  Reflect.set(queue, 'setWorkerName', async () => {});
  // It looks after delayed jobs, of which there are none here, by a timer that a closed queue sets again.
  Reflect.set(queue, 'updateDelayTimer', async () => {});
  queue.on('error', () => {});
  queue.client.on('ready', () => void look());
  queue.client.on('close', () => {
    state = { state: 'unavailable', reason: 'the connection is closed' };
  });
  const bullJobs = queue.process(concurrency, ({ data }) => work(data.id));
  bullJobs.catch(() => {}); // ends with `close`
  return {
    state: () => state,
    async tell(ids) {
      if (queue.client.status !== 'ready') return false;
      if (state.state !== 'ok') {
        if (performance.now() - looked > timeout) void look();
        return false;
      }
      if (ids.length === 0) return true;
      // The same id twice is one job for bull, so that telling again is harmless.
      const jobs = ids.map((id) => ({ data: { id }, opts: { jobId: `okno-${id}` } }));
      try {
        await within(timeout, queue.addBulk(jobs));
        return true;
      } catch (error) {
        state = {
          state: 'unavailable',
          reason: error instanceof Error ? error.message : String(error),
        };
        looked = performance.now();
        return false;
      }
    },
    async close() {
      const closed = queue.close(true).catch(() => {});
      await Promise.race([closed, delay(timeout)]);
      for (const client of clients) part(client);
      await Promise.race([closed, delay(timeout)]);
      clearTimers(queue);
      for (const client of clients) part(client); // also those that bull made while it closed
    },
  };
}

/** For good: while bull closes it connects anew. */
function part(client: Redis): void {
  client.options.retryStrategy = () => null;
  client.on('connect', () => client.disconnect());
  client.disconnect();
}

/** A close that waits for a silent Redis never comes to its own timers, and they would keep the process alive. */
function clearTimers(queue: object): void {
  const clear: unknown = Reflect.get(queue, '_clearTimers');
  if (typeof clear === 'function') void Reflect.apply(clear, queue, []);
}

async function within<T>(milliseconds: number, step: Promise<T>): Promise<T> {
  step.catch(() => {}); // may end after its time
  const late = delay(milliseconds).then(() => {
    throw new Error(`Redis gave no answer in ${milliseconds} ms`);
  });
  return Promise.race([step, late]);
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
