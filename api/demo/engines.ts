import { randomBytes } from 'node:crypto';
import { s3Store } from '../../storage/blobs/s3/s3-store.ts';
import { CEPH_PACKAGES, startCeph } from '../../test-fixtures/engines/start-ceph.ts';
import { REDIS_PACKAGES, startRedis } from '../../test-fixtures/engines/start-redis.ts';
import { isOnPath } from '../../test-fixtures/peers/on-path.ts';
import {
  POSTGRES_DEBIAN,
  POSTGRES_NPM,
  type PostgresEngine,
} from '../../test-fixtures/postgres/engines.ts';
import { startPostgres } from '../../test-fixtures/postgres/start-postgres.ts';
import { type Config, readConfig } from '../config.ts';
import { DemoError } from './expect.ts';
import type { Narrator } from './narrator.ts';

/** The settings that name engines. */
const NAMES = [
  ...(['database', 'databasePassword', 'databasePasswordFile'] as const),
  ...(['s3', 's3AccessKey', 's3SecretKey', 's3SecretKeyFile'] as const),
  ...(['redis', 'redisPassword', 'redisPasswordFile', 'redisAuthorities'] as const),
];

export type EngineSettings = Pick<Config, (typeof NAMES)[number]>;

export interface RunningEngines {
  readonly settings: EngineSettings;
  close(): Promise<void>;
}

interface Request {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly narrator: Narrator;
}

/**
 * PostgreSQL, S3 and Redis: each that a variable of the environment names, else one of its own in a temporary folder,
 * gone at the end. DemoError says what is missing and how to have it.
 */
export async function startEngines({
  environment,
  cwd,
  narrator,
}: Request): Promise<RunningEngines> {
  const given = engineSettings(await readConfig({ environment, cwd }));
  refuseMissing(given);
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const started = await Promise.all([
      given.database === undefined ? ownDatabase(closers) : {},
      given.s3 === undefined ? ownBucket(closers) : {},
      given.redis === undefined ? ownRedis(closers) : {},
    ]);
    const own = (name: keyof EngineSettings) => (given[name] === undefined ? '' : '*');
    const list = `PostgreSQL${own('database')}, S3${own('s3')}, Redis${own('redis')}`;
    const stars = list.includes('*');
    narrator.note({
      ru: `Движки: ${list}${stars ? ' (* — заданные, остальные запущены здесь)' : ' — запущены здесь'}`,
      en: `Engines: ${list}${stars ? ' (* as set, the others started here)' : ', started here'}`,
    });
    return { settings: Object.assign({}, ...started, given), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function engineSettings(config: Config): EngineSettings {
  const { s3, ...rest } = Object.fromEntries(
    NAMES.flatMap((name) => (config[name] === undefined ? [] : [[name, config[name]]])),
  ) as EngineSettings;
  if (s3 === undefined) return rest;
  // An earlier demonstration may have left its documents in the bucket.
  return { ...rest, s3: { ...s3, prefix: `${s3.prefix}demo-${randomBytes(6).toString('hex')}/` } };
}

/** Of those that are on this machine. */
const postgres: PostgresEngine | undefined = [POSTGRES_NPM, POSTGRES_DEBIAN].find(
  ({ bin }) => bin !== undefined,
);

function refuseMissing(given: EngineSettings): void {
  const missing = [
    ...(given.database === undefined && postgres === undefined
      ? [`PostgreSQL: ${POSTGRES_DEBIAN.install}, or set OKNO_DATABASE`]
      : []),
    ...(given.s3 === undefined && !isOnPath('radosgw')
      ? [
          `S3: apt-get install --no-install-recommends ${CEPH_PACKAGES}, or set OKNO_S3, OKNO_S3_ACCESS_KEY, OKNO_S3_SECRET_KEY`,
        ]
      : []),
    ...(given.redis === undefined && !isOnPath('redis-server')
      ? [`Redis: apt-get install ${REDIS_PACKAGES}, or set OKNO_REDIS`]
      : []),
  ];
  if (missing.length > 0) throw new DemoError(`engines are missing:\n  ${missing.join('\n  ')}`);
}

type Closers = (() => Promise<unknown>)[];

async function ownDatabase(closers: Closers): Promise<EngineSettings> {
  if (postgres === undefined) throw new DemoError('no PostgreSQL');
  const server = await startPostgres(postgres);
  closers.push(() => server.stop());
  return { database: server.url() };
}

async function ownBucket(closers: Closers): Promise<EngineSettings> {
  const ceph = await startCeph();
  closers.push(() => ceph.end());
  const { endpoint, accessKey, secretKey } = ceph;
  const place = { region: 'us-east-1', bucket: 'okno-demo', prefix: '' };
  const store = s3Store({ endpoint, accessKey, secretKey, ...place });
  await store.client.makeBucket(place.bucket, place.region, { ObjectLocking: true });
  store.close();
  const s3 = { endpoint, ...place, pathStyle: true, lock: 'compliance' } as const;
  return { s3, s3AccessKey: accessKey, s3SecretKey: secretKey };
}

async function ownRedis(closers: Closers): Promise<EngineSettings> {
  const redis = await startRedis();
  closers.push(() => redis.end());
  return { redis: redis.url };
}
