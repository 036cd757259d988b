import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ava, { type ExecutionContext } from 'ava';
import { brokenPromises, isSync, parseTrace, traced } from './system-calls.ts';

const usable = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
const test = usable || process.env['CI'] !== undefined ? ava : ava.skip;
const needs = usable ? '' : ' (needs strace: apt-get install strace)';

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const SCENARIO = 'storage/durability/scenario.ts';

async function newFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-trace-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}

function run(folder: string, scenario: string, options: readonly string[] = []) {
  const script = join(CHECKOUT, SCENARIO);
  return traced({ script, parameters: [scenario, folder], folder, options });
}

test(`blob, folders and database log are synced before the 201${needs}`, async (t) => {
  const folder = await newFolder(t);
  const { calls, output } = await run(folder, 'place');
  t.regex(output, /^201 [0-9a-f]{64}\n$/);
  t.deepEqual(brokenPromises(calls, folder), []);
});

test(`a trace that lacks any one of the syncs breaks a promise${needs}`, async (t) => {
  const folder = await newFolder(t);
  const { calls } = await run(folder, 'place');
  const acknowledged = calls.findIndex((each) => each.line.includes('"201 '));
  const syncs = calls.filter((each, n) => isSync(each) && n < acknowledged);
  const paths = new Set(syncs.map((each) => each.path).filter((path) => !path.endsWith('.sqlite')));
  const without = [...paths].filter((path) => {
    const rest = calls.filter((each) => !isSync(each) || each.path !== path);
    return brokenPromises(rest, folder).length > 0;
  });
  t.deepEqual(
    without.length,
    [...paths].filter((path) => !path.endsWith('-journal')).length,
    'a sync that the analyser does not miss',
  );
  t.true(without.length >= 7);
});

interface Mutant {
  readonly file: string;
  readonly removed: readonly string[];
  readonly broken: readonly string[];
}

const mutants: Readonly<Record<string, Mutant>> = {
  "the file's sync": {
    file: 'storage/blobs/fs/staged-blob.ts',
    removed: ['await gate.sync(() => content.handle.sync());'],
    broken: ['the file is synced between its last byte and its name'],
  },
  "the folder's sync": {
    file: 'storage/blobs/fs/staged-blob.ts',
    removed: ['await gate.sync(() => syncFolder(folder));'],
    broken: ['the folder is synced after the name'],
  },
  'the sync above a new folder': {
    file: 'storage/files/durable-folders.ts',
    removed: ['await syncFolder(above);'],
    broken: ['the folder above is synced'],
  },
  'synchronous=FULL, and the check that asserts it': {
    file: 'storage/metadata/sqlite/connection.ts',
    removed: ["db.pragma('synchronous = FULL');", 'assertDurable(db);'],
    broken: ['the database log is synced after the commit'],
  },
};

for (const [what, mutant] of Object.entries(mutants)) {
  test(`without ${what} in the code a promise is broken${needs}`, async (t) => {
    const folder = await newFolder(t);
    const script = await mutated(folder, mutant);
    const { calls, output } = await traced({ script, parameters: ['place', folder], folder });
    t.regex(output, /^201 /);
    const broken = brokenPromises(calls, join(folder, 'data'));
    for (const promise of mutant.broken) t.true(broken.includes(promise), broken.join('; '));
  });
}

test(`without synchronous=FULL alone the database refuses to open${needs}`, async (t) => {
  const folder = await newFolder(t);
  const file = 'storage/metadata/sqlite/connection.ts';
  const script = await mutated(folder, { file, removed: ["db.pragma('synchronous = FULL');"] });
  const parameters = ['place', folder];
  const { output, errors, status } = await traced({ script, parameters, folder });
  t.is(output, '');
  t.regex(errors, /is not durable/);
  t.not(status, 0);
});

/** A copy of the code that the scenario needs, with lines taken out of one file. */
async function mutated(folder: string, mutant: Omit<Mutant, 'broken'>): Promise<string> {
  const copy = join(folder, 'code');
  for (const part of [
    'storage',
    'vault/model',
    'vault/ports',
    'formats/byte-source.ts',
    'faults',
  ]) {
    await cp(join(CHECKOUT, part), join(copy, part), { recursive: true });
  }
  await cp(join(CHECKOUT, 'package.json'), join(copy, 'package.json'));
  await symlink(join(CHECKOUT, 'node_modules'), join(copy, 'node_modules'));
  let text = await readFile(join(copy, mutant.file), 'utf8');
  for (const line of mutant.removed) {
    if (!text.includes(line)) throw new Error(`${mutant.file} has no line ${line}`);
    text = text.replace(line, '');
  }
  await writeFile(join(copy, mutant.file), text);
  return join(copy, SCENARIO);
}

test(`64 commits at once share a few syncs, 64 in turn take one each${needs}`, async (t) => {
  const syncs = async (scenario: string) => {
    const { calls } = await run(await newFolder(t), scenario);
    const begin = calls.findIndex((each) => each.line.includes('"begin\\n"'));
    const end = calls.findIndex((each) => each.line.includes('"end\\n"'));
    return calls.slice(begin, end).filter((each) => isSync(each) && each.path.endsWith('-wal'))
      .length;
  };
  const [together, apart] = await Promise.all([syncs('together'), syncs('apart')]);
  t.true(together >= 1 && together <= 8, `${together} syncs`);
  t.true(apart >= 64, `${apart} syncs`);
});

test(`bytes that are on the disk already are not synced again${needs}`, async (t) => {
  const folder = await newFolder(t);
  const syncs = async () => {
    const { calls } = await run(folder, 'same');
    const words = ['begin', 'middle', 'end'].map((word) =>
      calls.findIndex((each) => each.line.includes(`"${word}\\n"`)),
    );
    const names = (from = 0, to = 0) =>
      calls.slice(from, to).flatMap((each) => (isSync(each) ? [each.path] : []));
    return { first: names(words[0], words[1]), again: names(words[1], words[2]) };
  };
  const made = await syncs();
  t.is(made.first.length, 4); // the file, two new folders' parents, the folder of the name
  t.deepEqual(made.again, []);
  const met = await syncs(); // by a process that cannot know whether the name was synced
  t.deepEqual(met, { first: made.first.slice(-1), again: [] });
});

// PostgreSQL's lesson of 2018: after an fsync that failed, the next one may succeed over lost pages.
test(`after one failed fsync of a blob's folder nothing more is acknowledged${needs}`, async (t) => {
  const folder = await newFolder(t);
  const digest = createHash('sha256').update('the contract').digest('hex');
  const path = join(folder, 'data', 'files', 'blobs', 'owner', digest.slice(0, 2));
  const { output } = await run(folder, 'failing', [
    '-P',
    path,
    '-e',
    'inject=fsync:error=EIO:when=1',
  ]);
  t.is(output, 'first unavailable\nagain unavailable\nother unavailable\nread done\n');
});

test(`after one failed fsync of the database log nothing more is acknowledged${needs}`, async (t) => {
  const folder = await newFolder(t);
  const path = join(folder, 'data', 'metadata.sqlite-wal');
  // Its syncs before: the header of the log, the schema, the count of openings.
  const { output } = await run(folder, 'failing', [
    '-P',
    path,
    '-e',
    'inject=fsync:error=EIO:when=4',
  ]);
  t.is(output, 'first unavailable\nagain unavailable\nother unavailable\nread done\n');
  const after = await run(folder, 'failing');
  t.regex(after.output, /first (done|corrupt)\n/); // its unacknowledged entry may be there or not
  t.regex(after.output, /other done\n/);
});

ava('a write that another thread interrupts keeps what it wrote, and both its places', (t) => {
  const [call] = parseTrace(
    [
      '12 write(7<socket:[1]>, "HTTP/1.1 201 Created"..., 400 <unfinished ...>',
      '13 fsync(8</d/blobs>) = 0',
      '12 <... write resumed>) = 400',
    ].join('\n'),
  ).filter(({ name }) => name === 'write');
  t.true(call?.line.includes('HTTP/1.1 201'));
  t.deepEqual([call?.started, call?.ended], [0, 2]);
});
