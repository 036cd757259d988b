import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a subcommand gets from the process that runs it. */
export interface CliPorts {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder of the caller: relative paths are relative to it. */
  readonly cwd: string;
  readonly now: () => Date;
}

export interface TextOutput {
  write(text: string): unknown;
}

/** Runs to its end; the number is the exit code. */
export type Run = (args: readonly string[], ports: CliPorts) => Promise<number>;

/**
 * `npm run` changes to the folder of the package and leaves the caller's in INIT_CWD. Under any other way
 * of starting INIT_CWD belongs to somebody else's npm and is not ours.
 */
export function callerFolder(
  environment: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string {
  const started = environment['INIT_CWD'];
  const ours = realpathSync(fileURLToPath(new URL('../..', import.meta.url)));
  return started !== undefined && resolve(ours) === resolve(cwd) ? started : cwd;
}
