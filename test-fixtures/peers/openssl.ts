// The openssl command as an independent peer. It runs in a folder of its own that is removed afterwards.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Openssl {
  /** Runs openssl in the folder; answers what it printed, throws with its complaint when it fails. */
  (...args: readonly string[]): Promise<string>;
  write(name: string, content: string | Uint8Array): Promise<void>;
  read(name: string): Promise<Uint8Array>;
}

/** Runs `use` with openssl in an empty temporary folder. */
export async function withOpenssl<T>(use: (openssl: Openssl) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-openssl-'));
  const call = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await run('openssl', [...args], { cwd: folder });
    return stdout;
  };
  const openssl: Openssl = Object.assign(call, {
    write: (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content),
    read: async (name: string) => new Uint8Array(await readFile(join(folder, name))),
  });
  try {
    return await use(openssl);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Why a test must be skipped for want of openssl, or undefined; under CI its want is a failure. */
export async function opensslMissing({ gost = false } = {}): Promise<string | undefined> {
  try {
    const { stdout } = await run('openssl', gost ? ['engine', '-t', 'gost'] : ['version']);
    if (!gost || stdout.includes('[ available ]')) return undefined;
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error;
  }
  const reason = `install ${gost ? 'libengine-gost-openssl' : 'openssl'}`;
  if (process.env['CI'] !== undefined) throw new Error(reason);
  return reason;
}
