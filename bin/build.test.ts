import { execFile } from 'node:child_process';
import { cp, readdir, symlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { scratchFolder } from '../test-fixtures/peers/scratch-folder.ts';

const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const run = promisify(execFile);

test('what is built for publishing does the whole journey by itself, without a source', async (t) => {
  t.timeout(600_000);
  const at = await scratchFolder(t);
  await run(process.execPath, [root('bin/build.ts'), at('dist')], { cwd: at('.') });
  for (const path of ['bin', 'package.json']) await cp(root(path), at(path), { recursive: true });
  await symlink(root('node_modules'), at('node_modules'));
  const built = await readdir(at('dist'), { recursive: true });
  t.deepEqual(
    built.filter((path) => path.endsWith('.ts') || path.includes('.test.')),
    [],
  );
  const args = ['demo', '--once', '--lang', 'en', '--data', at('demo')];
  const { stdout } = await run(process.execPath, [at('bin/okno.mjs'), ...args], { cwd: at('.') });
  t.regex(stdout, /offline by okno verify: exit code 0/);
  const { stdout: version } = await run(process.execPath, [at('bin/okno.mjs'), 'version']);
  t.regex(version, /^okno-vault \d/);
});
