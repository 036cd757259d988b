import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { killCycles, pointsOf } from '../../../faults/kill-tests.fixture.ts';
import { bytesSource } from '../../../formats/byte-source.ts';
import { scratchFolder } from '../../../test-fixtures/peers/scratch-folder.ts';
import type { StorageError } from '../../../vault/ports/storage-error.ts';
import { digests, hex, LOCAL_DIGESTS } from '../../../verify/ocfl/object.fixture.ts';
import { validateRoot } from '../../../verify/ocfl/validate-root.ts';
import { fsTree } from './fs-tree.ts';
import { openArchive, placeOf, rootOf } from './open-archive.ts';

const CREATED = '2026-03-10T12:00:00.000Z';
const bytes = (text: string) => new TextEncoder().encode(text);
const version = (files: Readonly<Record<string, string>>) => ({
  created: CREATED,
  message: 'a version',
  files: Object.entries(files).map(([path, text]) => ({ path, content: bytes(text) })),
});
const validated = (folder: string) =>
  validateRoot({ tree: fsTree(rootOf(folder)), digests, localDigests: LOCAL_DIGESTS });

async function scratch(t: ExecutionContext): Promise<string> {
  return (await scratchFolder(t))('archive');
}

test('a new archive is a valid, empty storage root that explains itself', async (t) => {
  const folder = await scratch(t);
  await openArchive({ folder });
  t.deepEqual(await validated(folder), { objects: 0, findings: [] });
  const names = (await fsTree(rootOf(folder)).list('')).map(({ name }) => name);
  for (const name of ['0=ocfl_1.1', 'README.md', 'README.ru.md', 'ocfl_layout.json']) {
    t.true(names.includes(name), name);
  }
});

test('versions are added, content is stored once, and every object stays valid', async (t) => {
  const folder = await scratch(t);
  const archive = await openArchive({ folder });
  const id = 'urn:example:a';
  t.is(await archive.append(id, version({ 'a.txt': 'one', 'folder/b.txt': 'two' })), 'added');
  t.is(await archive.append(id, version({ 'folder/b.txt': 'two', 'a.txt': 'one' })), 'unchanged');
  const next = { 'a.txt': 'three', 'deep/er/copy.txt': 'two' };
  t.is(await archive.append(id, version(next)), 'added');
  t.is(await archive.append('urn:example:b', version({ 'a.txt': 'one' })), 'added');
  t.deepEqual(await validated(folder), { objects: 2, findings: [] });
  const inventory = await archive.inventory(id);
  t.is(inventory?.head, 'v2');
  t.deepEqual([...(inventory?.manifest.values() ?? [])].flat().sort(), [
    'v1/content/a.txt',
    'v1/content/folder/b.txt',
    'v2/content/a.txt',
  ]);
  t.deepEqual(await archive.read(id, 'deep/er/copy.txt', 99), Buffer.from('two'));
  t.is((await t.throwsAsync<StorageError>(archive.read(id, 'b.txt', 99))).code, 'not-found');
  t.is((await t.throwsAsync<StorageError>(archive.read(id, 'a.txt', 4))).code, 'too-large');
  const ids: string[] = [];
  for await (const each of archive.ids()) ids.push(each);
  t.deepEqual(ids.sort(), ['urn:example:a', 'urn:example:b']);
});

test('fixity has SHA-256 always and Streebog where asked for', async (t) => {
  const folder = await scratch(t);
  const archive = await openArchive({ folder, digests });
  const file = { path: 'a.txt', content: bytes('one'), fixity: ['streebog-256'] };
  await archive.append('urn:example:a', { created: CREATED, message: 'x', files: [file] });
  const fixity = (await archive.inventory('urn:example:a'))?.fixity;
  t.deepEqual([...(fixity?.keys() ?? [])].sort(), ['sha256', 'streebog-256']);
  t.deepEqual(fixity?.get('sha256')?.get(hex('sha256', 'one')), ['v1/content/a.txt']);
  t.deepEqual(await validated(folder), { objects: 1, findings: [] });
});

test('a file that is not what its digest says is refused, and nothing is added', async (t) => {
  const folder = await scratch(t);
  const archive = await openArchive({ folder });
  const file = { path: 'a.txt', content: bytes('one'), sha256: hex('sha256', 'two') };
  const adding = archive.append('urn:example:a', { created: CREATED, message: 'x', files: [file] });
  t.is((await t.throwsAsync<StorageError>(adding)).code, 'corrupt');
  t.deepEqual(await validated(folder), { objects: 0, findings: [] });
});

test('what the object has by its SHA-256 is not read again, and a stream is closed', async (t) => {
  const archive = await openArchive({ folder: await scratch(t) });
  let opened = 0;
  let closed = 0;
  const content = {
    async open() {
      opened += 1;
      const close = async () => {
        closed += 1;
      };
      return { ...bytesSource(bytes('one')), close };
    },
  };
  for (const extra of ['x', 'y']) {
    await archive.append('urn:example:a', {
      created: CREATED,
      message: 'x',
      files: [
        { path: 'a.txt', content, sha256: hex('sha256', 'one') },
        { path: 'extra.txt', content: bytes(extra) },
      ],
    });
  }
  t.deepEqual([opened, closed], [1, 1]);
});

test('content that was changed on the disk is not handed out', async (t) => {
  const folder = await scratch(t);
  const archive = await openArchive({ folder });
  await archive.append('urn:example:a', version({ 'a.txt': 'one' }));
  const tuples = hex('sha256', 'urn:example:a').match(/.{3}/g)?.slice(0, 3) ?? [];
  const object = join(rootOf(folder), ...tuples, hex('sha256', 'urn:example:a'));
  await writeFile(join(object, 'v1', 'content', 'a.txt'), 'two');
  const reading = archive.read('urn:example:a', 'a.txt', 99);
  t.is((await t.throwsAsync<StorageError>(reading)).code, 'corrupt');
});

test('what lies in staging alone goes back to its place', async (t) => {
  const folder = await scratch(t);
  const archive = await openArchive({ folder });
  const id = 'urn:example:a';
  await archive.append(id, version({ 'a.txt': 'one' }));
  const path = placeOf(id);
  const [unit = ''] = path.split('/');
  const transaction = join(folder, 'staging', 'left');
  await mkdir(join(transaction, 'new', unit), { recursive: true });
  await rename(join(rootOf(folder), unit), join(transaction, 'old'));
  await writeFile(join(transaction, 'order.json'), JSON.stringify({ path, unit, replace: false }));
  const again = await openArchive({ folder });
  t.deepEqual(await again.read(id, 'a.txt', 99), Buffer.from('one'));
  t.deepEqual(await validated(folder), { objects: 1, findings: [] });
  t.is((await fsTree(join(folder, 'staging')).list('')).length, 0);
});

const CHILD = fileURLToPath(new URL('archive-child.fixture.ts', import.meta.url));

/** Runs the child; answers the last version of each object that it has acknowledged. */
async function child(folder: string, point: string, pass: number) {
  const process_ = spawn(process.execPath, [CHILD, folder, '2'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, OKNO_FAILPOINT: `${point}@${pass}` },
  });
  let said = '';
  process_.stdout.on('data', (data: Buffer) => {
    said += data.toString();
  });
  const [, signal] = await once(process_, 'close');
  const told = said.split('\n').flatMap((line) => {
    const [id, number] = line.split(' ');
    return id !== undefined && number !== undefined ? [[id, Number(number)] as const] : [];
  });
  return { killed: signal === 'SIGKILL', acknowledged: new Map(told) };
}

const CYCLES = killCycles({ ci: 15, atHand: 2 });
/** Milliseconds within which a cycle must end, on the slowest machine. */
const CYCLE = 60_000;

for (const point of pointsOf(import.meta.url)) {
  test.serial(
    `killed at ${point}: no half object is seen, nothing acknowledged is lost`,
    async (t) => {
      t.timeout(CYCLES * CYCLE);
      const folder = await scratch(t);
      const acknowledged = new Map<string, number>();
      for (let cycle = 0; cycle < CYCLES; cycle += 1) {
        const run = await child(folder, point, (cycle % 3) + 1);
        t.true(run.killed, `${point} was not reached`);
        for (const [id, number] of run.acknowledged) acknowledged.set(id, number);
        // As the crash left it: whole, or as it was, or away for the moment; valid in each case.
        t.deepEqual((await validated(folder)).findings, []);
      }
      const archive = await openArchive({ folder });
      const { objects, findings } = await validated(folder);
      t.deepEqual(findings, []);
      t.is((await fsTree(join(folder, 'staging')).list('')).length, 0);
      for (const [id, number] of acknowledged) {
        t.true(((await archive.inventory(id))?.versions.size ?? 0) >= number, id);
      }
      t.true(objects >= acknowledged.size);
    },
  );
}
