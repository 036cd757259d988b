import { execFile } from 'node:child_process';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { scratchFolder } from '../test-fixtures/peers/scratch-folder.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROBE = `
import { getCompileCacheDir } from 'node:module';
console.log(getCompileCacheDir() ?? 'none');
`;

test('what Node makes of sources is kept among the modules that are run; of JavaScript nothing, and where the caller says', async (t) => {
  const at = await scratchFolder(t, { 'probe.ts': PROBE, 'probe.mjs': PROBE });
  const { NODE_COMPILE_CACHE: _, ...unset } = process.env;
  const kept = async (script: string, env: NodeJS.ProcessEnv = unset) => {
    const args = [`${ROOT}bin/node24.mjs`, at(script)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return stdout.trim();
  };
  t.regex(relative(ROOT, await kept('probe.ts')), /^node_modules[/\\]\.cache[/\\]okno/);
  t.is(await kept('probe.mjs'), 'none');
  const own = { ...unset, NODE_COMPILE_CACHE: at('own') };
  t.regex(relative(at('own'), await kept('probe.ts', own)), /^(?!\.\.)/);
});
