import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test, { type ImplementationFn } from 'ava';
import { isOnPath } from './on-path.ts';

type Declare = (title: string, implementation: ImplementationFn<[]>) => void;

export interface PeerTest extends Declare {
  /** Before the others of its file, and alone. */
  readonly serial: Declare;
}

/**
 * `test` for what needs a real peer on the PATH. Without it the test is skipped and says what to install;
 * under CI it fails, so that a missing peer never looks like a success.
 */
export function testWith(command: string, debianPackage: string): PeerTest {
  return testIf(isOnPath(command), `needs ${command}: apt-get install ${debianPackage}`);
}

/** `test` where `there` holds; else what is needed is said, by a skipped test or, under CI, by one that fails. */
export function testIf(there: boolean, needed: string): PeerTest {
  if (there) return test;
  const declare: Declare =
    process.env['CI'] === undefined
      ? (title) => test.skip(`${title} (${needed})`, () => {})
      : (title) => test(title, (t) => t.fail(needed));
  return Object.assign(declare, { serial: declare });
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
