import { readFileSync } from 'node:fs';
import type { RedisOptions } from 'ioredis';

export interface RedisSettings {
  /** `redis://host:port/db` or `rediss://…`; a user and password in it are used. */
  readonly url: string;
  /** In place of one in the address. */
  readonly password?: string;
  /** PEM file of the authorities that may have issued the server's certificate; absent: those of Node. */
  readonly authorities?: string;
  /** Milliseconds for one answer; absent: 2 s. */
  readonly timeout?: number;
}

const TIMEOUT = 2000;

export const timeoutOf = ({ timeout = TIMEOUT }: RedisSettings) => timeout;

/** Every wait has an end: the client library's own are hours or none. */
export function redisOptions(settings: RedisSettings): RedisOptions {
  const { protocol, hostname, port, username, password, pathname } = new URL(settings.url);
  const secret = settings.password ?? decodeURIComponent(password);
  const { authorities } = settings;
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6379 : Number(port),
    db: Number(pathname.slice(1) || '0'),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(secret === '' ? {} : { password: secret }),
    ...(protocol === 'rediss:'
      ? { tls: authorities === undefined ? {} : { ca: readFileSync(authorities) } }
      : {}),
    connectTimeout: timeoutOf(settings),
    disconnectTimeout: timeoutOf(settings),
  };
}
