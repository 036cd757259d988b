import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type OrdinaryUser, ordinaryUser } from './as-ordinary-user.ts';
import { type PostgresEngine, prepareEngine } from './engines.ts';

const WATCH = fileURLToPath(new URL('./watch.sh', import.meta.url));
const SUPERUSER = 'okno';

/** A server in a temporary folder, reached by its socket there; gone when this process is, however it ends. */
export interface PostgresServer {
  readonly folder: string;
  /** Of the superuser and the database `postgres`; `schema` is where tables are made and looked for. */
  url(schema?: string): string;
  /** A new empty schema; its address. */
  newSchema(): Promise<string>;
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** SIGKILL to the server's first process: the others notice and end. */
  kill(): Promise<void>;
  /** Starts it again over the same files; resolves when it answers. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** `settings` are `name=value` of postgresql.conf; `port` is one of TCP only when these say so. */
export async function startPostgres(
  engine: PostgresEngine,
  settings: readonly string[] = [],
  port = 5432,
): Promise<PostgresServer> {
  const bin = await prepareEngine(engine);
  const user = await ordinaryUser(join(bin, 'initdb'));
  const folder = await mkdtemp(join(tmpdir(), 'okno-pg-'));
  if (user.owner !== undefined) await chown(folder, user.owner, user.owner);
  const data = join(folder, 'data');
  const all = ['listen_addresses=', 'shared_buffers=16MB', `port=${port}`, ...settings];
  const server = [
    ...[join(bin, 'postgres'), '-D', data, '-k', folder],
    ...all.flatMap((each) => ['-c', each]),
  ];
  const watch = runAs(user, ['sh', WATCH, folder, ...server], ['pipe', 'pipe', 'ignore']);
  try {
    await initialize(user, [
      ...[join(bin, 'initdb'), '-D', data, '-U', SUPERUSER, '-A', 'trust', '-E', 'UTF8'],
      // Not the order of octets: what we compare as text must not depend on it.
      ...['--locale=C', '--locale-provider=icu', '--icu-locale=ru', '--no-sync'],
    ]);
    const running = follow(watch);
    await running.start();
    return serverOver({ folder, port }, watch, running);
  } catch (error) {
    watch.stdin?.end();
    throw error;
  }
}

function runAs(user: OrdinaryUser, line: readonly string[], stdio: ('pipe' | 'ignore')[]) {
  const [command = '', ...rest] = [...user.before, ...line];
  return spawn(command, rest, { ...user.spawn, stdio, env: { ...process.env, LC_ALL: 'C' } });
}

async function initialize(user: OrdinaryUser, line: readonly string[]): Promise<void> {
  const child = runAs(user, line, ['pipe', 'pipe', 'pipe']);
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => said.push(data.toString()));
  }
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`initdb: ${said.join('')}`);
}

interface Running {
  start(): Promise<void>;
  ended(): Promise<void>;
}

/** A server that finds the processes of its killed forerunner still ending is started again. */
const ATTEMPTS = 100;

function follow(watch: ChildProcess): Running {
  let heard: (line: string) => void = () => {};
  const last: string[] = [];
  let up = false;
  if (watch.stdout === null) throw new Error('no output');
  createInterface({ input: watch.stdout }).on('line', (line) => {
    last.push(line);
    last.splice(0, Math.max(0, last.length - 40));
    if (line === 'ended') up = false;
    heard(line);
  });
  const until = (wanted: (line: string) => boolean) =>
    new Promise<string>((resolve) => {
      heard = (line) => {
        if (wanted(line)) resolve(line);
      };
    });
  return {
    async start() {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const line = until((each) => each === 'ended' || /ready to accept connections/.test(each));
        watch.stdin?.write('start\n');
        if ((await line) !== 'ended') {
          up = true;
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`postgres does not start: ${last.join('\n')}`);
    },
    async ended() {
      if (up) await until((line) => line === 'ended');
    },
  };
}

function serverOver(
  { folder, port }: { readonly folder: string; readonly port: number },
  watch: ChildProcess,
  running: Running,
): PostgresServer {
  const url = (schema?: string) => {
    const path =
      schema === undefined ? '' : `&options=${encodeURIComponent(`-c search_path=${schema}`)}`;
    return `postgres://${SUPERUSER}@localhost:${port}/postgres?host=${encodeURIComponent(folder)}${path}`;
  };
  const query = async (sql: string) => {
    const client = new pg.Client({ connectionString: url() });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
  let schemas = 0;
  return {
    folder,
    url,
    query,
    async newSchema() {
      schemas += 1;
      const name = `test${schemas}`;
      await query(`CREATE SCHEMA ${name}`);
      return url(name);
    },
    async kill() {
      const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
      const ended = running.ended();
      process.kill(pid, 'SIGKILL');
      await ended;
    },
    start: () => running.start(),
    async stop() {
      const gone = once(watch, 'exit');
      watch.stdin?.end();
      await gone;
    },
  };
}
