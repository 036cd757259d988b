// Servers that tests and the demonstration start themselves: each in a folder of its own, none outlives its starter.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder and the processes that work in it. */
export interface Leash {
  readonly folder: string;
  /** Starts a process in the folder; what it prints goes to `NAME.out` there. */
  start(name: string, command: string, args: readonly string[]): Daemon;
  /** Kills every process (SIGKILL) and removes the folder; harmless twice. */
  end(): Promise<void>;
}

export interface Daemon {
  readonly pid: number;
  /** SIGKILL unless told otherwise; resolves when the process is gone, or at once after SIGSTOP and SIGCONT. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Why it ended; undefined while it runs. */
  ended(): Promise<string | undefined>;
}

/**
 * Reads pids, `+1` started and `-1` gone, until its input ends, which is when the starter ends it or is no
 * more, however it died: then kills what runs and removes the folder.
 */
const WATCH = `
pids=' '
while read -r line; do
  case $line in
    +*) pids="$pids\${line#+} " ;;
    -*) pids=$(printf %s "$pids" | sed "s/ \${line#-} / /") ;;
  esac
done
for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
for pid in $pids; do
  while read -r _ _ state _ 2>/dev/null <"/proc/$pid/stat" && [ "$state" != Z ]; do sleep 0.02; done
done
rm -rf "$1"
`;

/** Rejects when the watching shell cannot be started. */
export async function leash(label: string): Promise<Leash> {
  const folder = await mkdtemp(join(tmpdir(), `okno-${label}-`));
  // In a group of its own: Ctrl-C in a terminal must not end it before its work is done.
  const watch = spawn('sh', ['-c', WATCH, 'okno-leash', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(watch, 'spawn');
  const ended = once(watch, 'exit');
  watch.stdin.on('error', () => {});
  watch.unref();
  return {
    folder,
    start(name, command, args) {
      const log = openSync(join(folder, `${name}.out`), 'a');
      const child = spawn(command, args, {
        detached: true,
        cwd: folder,
        stdio: ['ignore', log, log],
      });
      const { pid } = child;
      if (pid === undefined) throw new Error(`${command} cannot be started`);
      watch.stdin.write(`+${pid}\n`);
      child.once('exit', () => watch.stdin.write(`-${pid}\n`));
      child.unref();
      return daemon(child, pid, join(folder, `${name}.out`));
    },
    async end() {
      watch.ref();
      watch.stdin.end();
      await ended;
    },
  };
}

function daemon(child: ChildProcess, pid: number, log: string): Daemon {
  const gone = once(child, 'exit');
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    async kill(signal = 'SIGKILL') {
      if (isGone()) return;
      child.ref();
      child.kill(signal);
      if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await gone;
    },
    async ended() {
      if (!isGone()) return undefined;
      const printed = (await readFile(log, 'utf8')).trim().split('\n').slice(-5).join('\n');
      return `ended with ${child.exitCode ?? child.signalCode}: ${printed}`;
    },
  };
}

/** A port of the loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

/** Asks until it is so; rejects when one of the processes ends before, or after two minutes. */
export async function untilUp(
  is: () => Promise<boolean>,
  daemons: readonly Daemon[],
): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await is())) {
    for (const each of daemons) {
      const why = await each.ended();
      if (why !== undefined) throw new Error(why);
    }
    if (Date.now() > end) throw new Error('the server does not answer');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
