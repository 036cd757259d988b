// A real Redis from Debian's package, in a temporary folder; the service of that package is never started.
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort, type Leash, leash, untilUp } from './leash.ts';

export const REDIS_PACKAGES = 'redis-server';

export interface Redis {
  readonly url: string;
  /** SIGKILL; what it wrote stays. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** Takes away what it wrote: the next start finds nothing. */
  wipe(): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  end(): Promise<void>;
}

export interface RedisOptions {
  readonly password?: string;
  /** `allkeys-lru` and its like let it forget jobs. */
  readonly policy?: string;
  readonly appendonly?: boolean;
}

const TRIES = 3;

/** Starts anew when somebody else was quicker at the port. */
export async function startRedis(options: RedisOptions = {}): Promise<Redis> {
  for (let attempt = 1; ; attempt += 1) {
    const held = await leash('redis');
    try {
      return await startIn(held, options);
    } catch (error) {
      await held.end();
      if (attempt === TRIES) throw error;
    }
  }
}

async function startIn(held: Leash, options: RedisOptions): Promise<Redis> {
  const port = await freePort();
  const { password, policy = 'noeviction', appendonly = true } = options;
  const data = join(held.folder, 'appendonlydir');
  const start = () =>
    held.start('redis', 'redis-server', [
      ...['--bind', '127.0.0.1', '--port', String(port), '--dir', held.folder],
      ...['--appendonly', appendonly ? 'yes' : 'no', '--appendfsync', 'everysec', '--save', ''],
      ...['--maxmemory-policy', policy],
      ...(password === undefined ? [] : ['--requirepass', password]),
    ]);
  let server = start();
  const up = () => untilUp(() => pong(port), [server]);
  await up();
  const secret = password === undefined ? '' : `:${password}@`;
  return {
    url: `redis://${secret}127.0.0.1:${port}`,
    kill: () => server.kill(),
    async start() {
      server = start();
      await up();
    },
    wipe: () => rm(data, { recursive: true, force: true }),
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    end: () => held.end(),
  };
}

/** Whether it answers: that it loads its file or asks for a password is an answer of one that is there. */
function pong(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setEncoding('utf8');
    socket.once('data', (said: string) => {
      socket.destroy();
      resolve(/^(\+PONG|-NOAUTH)/.test(said));
    });
    socket.once('error', () => resolve(false)).once('close', () => resolve(false));
  });
}
