import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test, { type ImplementationFn } from 'ava';
import { isOnPath } from './on-path.ts';

export type PeerTest = (title: string, implementation: ImplementationFn<[]>) => void;

/**
 * `test` for what needs a real peer on the PATH. Without it the test is skipped and says what to install;
 * under CI it fails, so that a missing peer never looks like a success.
 */
export function testWith(command: string, debianPackage: string): PeerTest {
  if (isOnPath(command)) return test;
  const needed = `needs ${command}: apt-get install ${debianPackage}`;
  if (process.env['CI'] === undefined) {
    return (title) => test.skip(`${title} (${needed})`, () => {});
  }
  return (title) => test(title, (t) => t.fail(needed));
}

export interface PeerAnswer {
  readonly ok: boolean;
  readonly stdout: Buffer;
  /** Both streams as text. */
  readonly output: string;
}

const execute = promisify(execFile);

/** Runs a peer to its end; a verdict by exit status is an answer, a peer that cannot start an error. */
export async function runPeer(command: string, args: readonly string[]): Promise<PeerAnswer> {
  try {
    const { stdout, stderr } = await execute(command, args, { encoding: 'buffer' });
    return { ok: true, stdout, output: stdout.toString() + stderr.toString() };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: unknown; stdout: Buffer; stderr: Buffer };
    if (typeof code !== 'number') throw error;
    return { ok: false, stdout, output: stdout.toString() + stderr.toString() };
  }
}
