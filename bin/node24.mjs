#!/usr/bin/env node
// Runs a script of this project on Node 24.12 or newer, whatever Node started npm.
// Plain JavaScript for Node 20: it is the only file that an old Node ever reads.
//
// The Node that runs this file is used when it is new enough; otherwise the one that the optional
// dependency node-<platform>-<arch> carries. That folder goes first on PATH, so that children agree.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIRED = [24, 12];
const NO_NODE = 69; // sysexits.h EX_UNAVAILABLE

function newEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > REQUIRED[0] || (major === REQUIRED[0] && minor >= REQUIRED[1]);
}

function carriedNode() {
  try {
    const name = `node-${process.platform}-${process.arch}`;
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const file = join(folder, 'bin', 'node');
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined; // not installed for this platform: the caller says what to do
  }
}

const node = newEnough(process.versions.node) ? process.execPath : carriedNode();
if (node === undefined) {
  process.stderr.write(
    `okno-vault needs Node ${REQUIRED.join('.')} or newer; this is ${process.versions.node}, and no node-${process.platform}-${process.arch} package is installed.\n` +
      `Нужен Node ${REQUIRED.join('.')} или новее: установите его и повторите команду.\n`,
  );
  process.exit(NO_NODE);
}

// What Node makes of the sources is kept: to strip their types in every start takes some 25 MiB. It lies among the
// modules that are run, where nobody can write who could not change those. What is published has no types.
function keptCode([script = '']) {
  if (!script.endsWith('.ts')) return {};
  return {
    NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/okno', import.meta.url)),
  };
}

const child = spawn(node, process.argv.slice(2), {
  stdio: 'inherit',
  env: {
    ...keptCode(process.argv.slice(2)),
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
  },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`cannot start ${node}: ${error.message}\n`);
  process.exit(NO_NODE);
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
