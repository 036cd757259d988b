#!/usr/bin/env node
// The installed command: built JavaScript when the package was published, the sources in a checkout.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../dist/api/cli.js', import.meta.url));
const source = fileURLToPath(new URL('../api/cli.ts', import.meta.url));
// In this process: what ends or signals it reaches the command.
process.argv.splice(2, 0, existsSync(built) ? built : source);
await import('./node24.mjs');
