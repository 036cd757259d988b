// Compiles the sources for publishing, into `dist` or the folder named, and puts beside them what they read when they
// run. Node strips no types inside `node_modules`; a checkout runs without this.
import { spawnSync } from 'node:child_process';
import { cp, glob, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the sources read at run time. */
const READ = ['api/openapi.json', 'api/pages/*.{html,css,js,svg}', 'vault/requirements/*.tsv'];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = resolve(root, process.argv[2] ?? 'dist');
const compiler = join(root, 'node_modules/typescript/bin/tsc');
await rm(out, { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  [compiler, '--project', join(root, 'tsconfig.build.json'), '--outDir', out],
  { stdio: 'inherit' },
);
if (status !== 0) process.exit(1);
for await (const path of glob(READ, { cwd: root })) {
  await cp(join(root, path), join(out, path));
}
