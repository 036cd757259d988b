// OpenSSL with the gost engine as an independent peer, configured by a file of its own.
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { scratchFolder } from './scratch-folder.ts';

// No dynamic_path: OpenSSL finds the engine in its own folder. A second section for the engine in a file
// given by -config breaks the loading, so that those files must have none.
const CONFIG = `openssl_conf = openssl_def
[openssl_def]
engines = engine_section
[engine_section]
gost = gost_section
[gost_section]
engine_id = gost
default_algorithms = ALL
`;

export interface GostOpenssl {
  /** Runs openssl in the folder; answers what it printed, throws with its complaint when it fails. */
  (...args: readonly string[]): Promise<Buffer>;
  /** Path of a file in the folder. */
  readonly path: (name: string) => string;
}

const run = promisify(execFile);

export async function gostOpenssl(t: ExecutionContext): Promise<GostOpenssl> {
  const path = await scratchFolder(t, { 'engine.cnf': CONFIG });
  const env = { ...process.env, OPENSSL_CONF: path('engine.cnf') };
  const call = async (...args: readonly string[]) => {
    const options = { cwd: path('.'), env, encoding: 'buffer' } as const;
    return (await run('openssl', args, options)).stdout;
  };
  return Object.assign(call, { path });
}

type GostTest = (
  title: string,
  implementation: (t: ExecutionContext, openssl: GostOpenssl) => Promise<void>,
) => void;

/** A test with the engine; without it skipped, saying what to install, or failing under CI. */
export const testWithGost: GostTest = hasEngine()
  ? (title, implementation) => {
      test(title, async (t) => implementation(t, await gostOpenssl(t)));
    }
  : (title) => {
      const needed = `${title} (needs the engine: apt-get install openssl libengine-gost-openssl)`;
      if (process.env['CI'] === undefined) test.skip(needed, () => {});
      else test(needed, (t) => t.fail());
    };

function hasEngine(): boolean {
  try {
    return execFileSync('openssl', ['engine', '-t', 'gost'], { stdio: 'pipe' }).includes(
      '[ available ]',
    );
  } catch {
    return false;
  }
}
