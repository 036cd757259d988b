import { checkRedis, type RedisCheck } from '../../storage/queues/bull/check-redis.ts';
import type { RedisSettings } from '../../storage/queues/bull/redis-settings.ts';
import { type Config, ConfigError } from '../config.ts';
import type { Log } from '../http/log.ts';
import { readSecret } from './read-secret.ts';

export interface Queue {
  readonly redis: RedisSettings;
  readonly name: string;
  readonly found: RedisCheck;
}

/**
 * The Redis that is set, if any. ConfigError when it must not be used as it is; one that does not answer is no reason not
 * to start, because nothing is lost without it.
 */
export async function openQueue(config: Config, log: Log): Promise<Queue | undefined> {
  const { redis: url, redisPassword: value, redisPasswordFile: file } = config;
  if (url === undefined) return undefined;
  const password = await readSecret('redisPasswordFile', { value, file });
  const { redisAuthorities: authorities } = config;
  const settings = {
    url,
    ...(password === undefined ? {} : { password }),
    ...(authorities === undefined ? {} : { authorities }),
  };
  const check = await checkRedis(settings);
  if (check.state === 'refused') throw new ConfigError(`redis: ${check.reason}`);
  if (check.state === 'unavailable') {
    log.write({ level: 'warn', event: 'redis-unavailable', reason: check.reason });
  } else if (!check.appendonly) {
    log.write({ level: 'warn', event: 'redis-forgets', hint: 'set appendonly yes' });
  }
  // Two services over one Redis have two logs.
  return { redis: settings, name: config.logName, found: check };
}
