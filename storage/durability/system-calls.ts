import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One system call of a process; `started` and `ended` are positions in the order of the trace. */
export interface SystemCall {
  readonly name: string;
  /** The file that the first argument names, or that its descriptor is open on. */
  readonly path: string;
  /** The second path of a rename. */
  readonly target?: string;
  /** As traced; of a call that was interrupted both lines, so that what it wrote is there. */
  readonly line: string;
  readonly started: number;
  readonly ended: number;
  readonly succeeded: boolean;
}

const TRACED = 'openat,mkdir,fsync,fdatasync,rename,write,pwrite64';

export interface Traced {
  readonly calls: readonly SystemCall[];
  readonly output: string;
  readonly errors: string;
  readonly status: number | null;
}

export interface TraceRequest {
  readonly script: string;
  readonly parameters: readonly string[];
  /** Where the trace is written. */
  readonly folder: string;
  /** More options for strace. */
  readonly options?: readonly string[];
}

/** Runs a script of ours under `strace -f -y`. */
export async function traced(request: TraceRequest): Promise<Traced> {
  const file = join(request.folder, 'trace');
  const options = ['-f', '-y', '-s', '64', '-e', `trace=${TRACED}`, ...(request.options ?? [])];
  const child = spawn(
    'strace',
    [...options, '-o', file, process.execPath, request.script, ...request.parameters],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { calls: parseTrace(await readFile(file, 'utf8')), output, errors, status };
}

const COMPLETE = /^(\d+) +(\w+)\((.*)\) += (-?\d+)/;
const UNFINISHED = /^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$/;
const RESUMED = /^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+)/;

/** A call that another thread interrupts takes two lines: it starts at the first and ends at the second. */
export function parseTrace(text: string): readonly SystemCall[] {
  const calls: SystemCall[] = [];
  const begun = new Map<string, { parameters: string; line: string; started: number }>();
  for (const [position, line] of text.split('\n').entries()) {
    const [, thread = '', name = '', parameters = '', result] =
      UNFINISHED.exec(line) ?? RESUMED.exec(line) ?? COMPLETE.exec(line) ?? [];
    if (name === '') continue;
    const first = begun.get(thread);
    if (result === undefined) begun.set(thread, { parameters, line, started: position });
    else {
      begun.delete(thread);
      calls.push({
        name,
        ...paths(`${first?.parameters ?? ''}${parameters}`),
        line: `${first?.line ?? ''}${line}`,
        started: first?.started ?? position,
        ended: position,
        succeeded: Number(result) >= 0,
      });
    }
  }
  return calls;
}

function paths(parameters: string): { readonly path: string; readonly target?: string } {
  const descriptor = /^\d+<([^>]*)>/.exec(parameters)?.[1];
  const quoted = [...parameters.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
  const path = descriptor ?? quoted[0] ?? '';
  const target = descriptor === undefined ? quoted[1] : undefined;
  return target === undefined ? { path } : { path, target };
}

/**
 * Which promises of an acknowledged placement the trace breaks; none when all of it was on the disk
 * before the word went out.
 */
export function brokenPromises(calls: readonly SystemCall[], folder: string): readonly string[] {
  const done = calls.filter((each) => each.succeeded);
  const acknowledged = done.find((each) => each.name === 'write' && each.line.includes('"201 '));
  const move = done.find(
    (each) => each.name === 'rename' && (each.target ?? '').includes('/blobs/'),
  );
  if (acknowledged === undefined || move === undefined) return ['nothing was acknowledged'];
  const end = acknowledged.started;
  const synced = (path: string, from: number, to: number) =>
    done.some(
      (each) => isSync(each) && each.path === path && each.started > from && each.ended < to,
    );
  const writesTo = (matches: (path: string) => boolean) =>
    done.filter((each) => /^p?write/.test(each.name) && matches(each.path) && each.started < end);

  const broken: string[] = [];
  const lastByte = writesTo((path) => path === move.path).at(-1);
  if (lastByte === undefined || !synced(move.path, lastByte.ended, move.started)) {
    broken.push('the file is synced between its last byte and its name');
  }
  if (!synced(dirname(move.target ?? ''), move.ended, end)) {
    broken.push('the folder is synced after the name');
  }
  for (const made of done.filter((each) => each.name === 'mkdir' && each.path.startsWith(folder))) {
    if (!synced(dirname(made.path), made.ended, end)) broken.push('the folder above is synced');
  }
  const log = writesTo((path) => path.endsWith('.sqlite-wal'));
  const commit = log.filter((each) => each.started > move.ended).at(-1);
  if (commit === undefined || !synced(commit.path, commit.ended, end)) {
    broken.push('the database log is synced after the commit');
  }
  const header = log[0];
  if (header === undefined || !synced(dirname(header.path), header.started, end)) {
    broken.push('the folder of the database log is synced');
  }
  return [...new Set(broken)];
}

export function isSync(call: SystemCall): boolean {
  return call.name === 'fsync' || call.name === 'fdatasync';
}
