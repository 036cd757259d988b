import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The file with which scanners are tested (EICAR); in two halves, so that no scanner takes this one for it. */
export const TEST_VIRUS = Buffer.from(
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-', 'TEST-FILE!$H+H*'].join(''),
);
export const TEST_VIRUS_NAME = 'Eicar-Test-Local.UNOFFICIAL';

export interface RunningClamd {
  readonly tcp: { readonly host: string; readonly port: number };
  readonly socket: { readonly path: string };
  stop(): Promise<void>;
}

/** A real clamd that knows one signature, on a free port and a socket in a folder of its own. */
export async function startClamd(
  options: { readonly streamMegabytes?: number; readonly port?: number } = {},
): Promise<RunningClamd> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-clamd-'));
  const md5 = createHash('md5').update(TEST_VIRUS).digest('hex');
  await writeFile(join(folder, 'local.hdb'), `${md5}:${TEST_VIRUS.length}:Eicar-Test-Local\n`);
  const port = options.port ?? (await freePort());
  const path = join(folder, 'clamd.ctl');
  const file = join(folder, 'clamd.conf');
  await writeFile(
    file,
    [
      `DatabaseDirectory ${folder}`,
      `TCPSocket ${port}`,
      'TCPAddr 127.0.0.1',
      `LocalSocket ${path}`,
      'Foreground yes',
      'User root',
      `StreamMaxLength ${options.streamMegabytes ?? 25}M`,
      '',
    ].join('\n'),
  );
  const child = spawn('clamd', ['-c', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await listening(child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { tcp: { host: '127.0.0.1', port }, socket: { path }, stop };
}

/** Taken for a moment and given back: clamd takes no port 0. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (piece: Buffer) => {
      said += piece.toString();
      if (/Self checking every/.test(said)) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`clamd ended with ${code}: ${said}`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
