import { type SpawnOptions, spawn } from 'node:child_process';

/** How to run what refuses to be root. */
export interface OrdinaryUser {
  /** In front of the command. */
  readonly before: readonly string[];
  readonly spawn: Pick<SpawnOptions, 'uid' | 'gid'>;
  /** Who owns the folders; undefined: they stay as they are. */
  readonly owner: number | undefined;
}

/** nobody and nogroup, on every Linux. */
const NOBODY = 65534;

/**
 * Root becomes nobody, or a user of a namespace of its own where the path to the command is root's alone (a
 * checkout in /root); others stay who they are.
 */
export async function ordinaryUser(command: string): Promise<OrdinaryUser> {
  if (process.getuid?.() !== 0) return { before: [], spawn: {}, owner: undefined };
  const nobody = { uid: NOBODY, gid: NOBODY };
  if (await starts(command, nobody)) return { before: [], spawn: nobody, owner: NOBODY };
  const before = ['unshare', '--user', '--map-user=1', '--map-group=1'];
  return { before, spawn: {}, owner: undefined };
}

function starts(command: string, options: SpawnOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, ['--version'], { ...options, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
