#!/usr/bin/env node
// The installed command: built JavaScript when the package was published, the sources in a checkout.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../dist/api/cli.js', import.meta.url));
const source = fileURLToPath(new URL('../api/cli.ts', import.meta.url));
const launcher = fileURLToPath(new URL('./node24.mjs', import.meta.url));
const script = existsSync(built) ? built : source;
const run = spawnSync(process.execPath, [launcher, script, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
