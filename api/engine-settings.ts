// How the settings of S3 and Redis are read. No error repeats a password.
import type { LockMode } from '../storage/blobs/s3/object-lock.ts';
import { ConfigError, flag, parsed, text } from './config-values.ts';

/** The bucket of the documents; its keys come apart. */
export interface S3Address {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  /** In front of every key: empty, or ends in `/`. */
  readonly prefix: string;
  readonly pathStyle: boolean;
  /** PEM file of the authorities that may have issued the store's certificate. */
  readonly authorities?: string;
  /** Retention that the bucket is to enforce; absent: none. */
  readonly lock?: LockMode;
}

const EXAMPLE = '{"endpoint": "https://s3.example", "bucket": "archive"}';
const NAMES = [
  'endpoint',
  'bucket',
  'region',
  'prefix',
  'pathStyle',
  'authorities',
  'lock',
  'plain',
];

export function s3Of(value: unknown, name: string): S3Address {
  const object: unknown = typeof value === 'string' ? parsed(value, name) : value;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw new ConfigError(`${name} must be an object such as ${EXAMPLE}`);
  }
  const fields: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(object));
  const stranger = Object.keys(fields).find((each) => !NAMES.includes(each));
  if (stranger !== undefined) {
    throw new ConfigError(`${name}: unknown setting «${stranger}»; known: ${NAMES.join(', ')}`);
  }
  const { region = 'us-east-1', prefix = '', pathStyle = true, plain = false } = fields;
  const { authorities, lock } = fields;
  return {
    endpoint: endpointOf(fields['endpoint'], `${name}.endpoint`, flag(plain, `${name}.plain`)),
    bucket: bucketOf(fields['bucket'], `${name}.bucket`),
    region: text(region, `${name}.region`),
    prefix: prefixOf(prefix, `${name}.prefix`),
    pathStyle: flag(pathStyle, `${name}.pathStyle`),
    ...(authorities === undefined ? {} : { authorities: text(authorities, `${name}.authorities`) }),
    ...(lock === undefined ? {} : { lock: lockOf(lock, `${name}.lock`) }),
  };
}

/** Hosts that no network lies before. */
const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\])$/;

function endpointOf(value: unknown, name: string, plain: boolean): string {
  const given = text(value, name);
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.origin !== given) {
    throw new ConfigError(`${name} must be an origin such as https://s3.example`);
  }
  if (url.protocol === 'https:' || plain || LOCAL.test(url.hostname)) return given;
  throw new ConfigError(
    `${name}: ${url.hostname} is reached over a network: say https, or "plain": true where the network is closed`,
  );
}

function bucketOf(value: unknown, name: string): string {
  const given = text(value, name);
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(given)) return given;
  throw new ConfigError(`${name} must be the name of a bucket, not ${given}`);
}

function prefixOf(value: unknown, name: string): string {
  if (value === '') return '';
  const given = text(value, name);
  if (/^([A-Za-z0-9._-]+\/)+$/.test(given) && !/(^|\/)\.\.?\//.test(given)) return given;
  throw new ConfigError(`${name} must be empty or end in «/», such as okno/, not ${given}`);
}

function lockOf(value: unknown, name: string): LockMode {
  if (value === 'compliance' || value === 'governance') return value;
  throw new ConfigError(`${name} must be compliance or governance, not ${JSON.stringify(value)}`);
}

/** The address of a Redis; never repeated in an error, since it may hold a password. */
export function redisAddress(value: unknown, name: string): string {
  const given = text(value, name);
  if (!/^rediss?:\/\//.test(given) || !URL.canParse(given) || new URL(given).hostname === '') {
    throw new ConfigError(`${name} must be an address such as rediss://redis.example:6379/0`);
  }
  const { protocol, hostname, pathname, searchParams } = new URL(given);
  if (!/^(|\/|\/\d{1,4})$/.test(pathname)) {
    throw new ConfigError(`${name}: the database must be a number, such as /0`);
  }
  if (protocol === 'rediss:' || LOCAL.test(hostname) || searchParams.get('plain') === 'true') {
    return given;
  }
  throw new ConfigError(
    `${name}: ${hostname} is reached over a network: say rediss://, or ?plain=true where the network is closed`,
  );
}
