import { Redis } from 'ioredis';
import { type RedisSettings, redisOptions, timeoutOf } from './redis-settings.ts';

/** How a Redis is set up, as far as our queue depends on it. */
export type RedisCheck =
  /** It keeps what it is told; `appendonly` false: it forgets at a restart, and the outbox tells it again. */
  | { readonly state: 'ok'; readonly appendonly: boolean }
  /** It must not be used so: an operator has to change something. */
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: 'unavailable'; readonly reason: string };

/** Asks a Redis how it is set up; never rejects, never hangs. */
export async function checkRedis(settings: RedisSettings): Promise<RedisCheck> {
  const client = new Redis({
    ...redisOptions(settings),
    lazyConnect: true,
    commandTimeout: timeoutOf(settings),
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let cause: Error | undefined;
  client.on('error', (error) => {
    cause = error;
  });
  try {
    await client.connect();
    const check = judge(await client.info('memory'), await client.info('persistence'));
    // A database that is not there is said aside, and the commands go to another one.
    return cause === undefined ? check : judgeError(cause);
  } catch (error) {
    return judgeError(cause ?? error);
  } finally {
    client.disconnect();
  }
}

function judge(memory: string, persistence: string): RedisCheck {
  const policy = lineOf(memory, 'maxmemory_policy');
  // bull's records of one job are several keys: with any of them evicted, jobs are neither run nor told of.
  if (policy !== 'noeviction') {
    return { state: 'refused', reason: `maxmemory-policy is ${policy}: set it to noeviction` };
  }
  return { state: 'ok', appendonly: lineOf(persistence, 'aof_enabled') === '1' };
}

const REFUSALS = /^(NOAUTH|WRONGPASS|NOPERM|ERR AUTH|ERR invalid DB index|ERR DB index)/;

function judgeError(error: unknown): RedisCheck {
  const said = error instanceof Error ? error.message : String(error);
  return { state: REFUSALS.test(said) ? 'refused' : 'unavailable', reason: said };
}

function lineOf(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}
