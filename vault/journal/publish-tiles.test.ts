import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { toBase64 } from '../../formats/base64.ts';
import { rootAt } from '../../formats/log/tree.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { memoryLastHead } from '../../storage/memory/memory-last-head.ts';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import type { PendingEntry } from '../model/journal.ts';
import { createSequencer } from './create-sequencer.ts';
import { noteSigner } from './note-signer.ts';
import { publishedSize, publishTiles } from './publish-tiles.ts';

const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());

const entryOf = (id: string): PendingEntry => ({
  id,
  action: 'document.placed',
  actor: { participant: 'p-1', authentication: 'qualified-signature' },
  paragraph: 'D65-24-разм',
  content: { id },
  receipt: false,
});

async function makeLog() {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signer = await noteSigner('vault.example/log', signingKeyFromPkcs8(pem), sha256);
  const metadata = memoryMetadata();
  const { journal } = metadata;
  const sequencer = createSequencer({
    journal,
    lastHead: memoryLastHead(),
    sha256,
    signer,
    seal: async (noteText) => sha256(noteText),
    random: (length) => new Uint8Array(randomBytes(length)),
    clock: { now: () => new Date('2026-03-10T09:00:00.000Z') },
  });
  let count = 0;
  return {
    journal,
    signer,
    append: async (entries: number) => {
      const added = Array.from({ length: entries }, () => entryOf(`e${count++}`));
      await metadata.commit({ entries: added });
      await sequencer.sequenced(added.slice(-1).map(({ id }) => id));
    },
  };
}

/** A folder of files in memory that remembers the order of writing. */
function memoryFolder() {
  const files = new Map<string, Uint8Array>();
  const order: string[] = [];
  return {
    files,
    order,
    write: async (path: string, bytes: Uint8Array) => {
      files.set(path, bytes);
      order.push(path);
    },
    read: async (path: string) => files.get(path),
  };
}

test('tlog-tiles: the files of a log of 70 and then 300 entries, the checkpoint always last', async (t) => {
  const { journal, append } = await makeLog();
  const folder = memoryFolder();
  await append(70);
  t.is(await publishTiles(0, { journal, folder, sha256 }), 70);
  t.deepEqual(folder.order, ['tile/0/000.p/70', 'tile/entries/000.p/70', 'checkpoint']);
  await append(230);
  t.is(await publishTiles(70, { journal, folder, sha256 }), 300);
  t.deepEqual(folder.order.slice(3), [
    'tile/0/000',
    'tile/entries/000',
    'tile/0/001.p/44',
    'tile/entries/001.p/44',
    'tile/1/000.p/1',
    'checkpoint',
  ]);
  t.is(folder.files.get('tile/0/000')?.length, 8192);
});

test('a log without entries publishes nothing', async (t) => {
  const { journal } = await makeLog();
  const folder = memoryFolder();
  t.is(await publishTiles(0, { journal, folder, sha256 }), 0);
  t.deepEqual(folder.order, []);
});

test('after a restart publishing goes on where the checkpoint in the folder says; another history starts anew', async (t) => {
  const { journal, append } = await makeLog();
  const other = await makeLog();
  const folder = memoryFolder();
  const ports = { journal, folder, sha256 };
  t.is(await publishedSize(ports), 0);
  await append(70);
  t.is(await publishedSize(ports), 0);
  await publishTiles(0, ports);
  await append(10);
  t.is(await publishedSize(ports), 70);
  await other.append(70);
  await publishTiles(0, { ...ports, journal: other.journal });
  t.is(await publishedSize(ports), 0);
  await other.append(70);
  await publishTiles(0, { ...ports, journal: other.journal });
  t.is(await publishedSize(ports), 0); // longer than this log
  folder.files.set('checkpoint', new Uint8Array([0xff, 0x0a]));
  t.is(await publishedSize(ports), 0);
});

async function publishedFolder(t: ExecutionContext) {
  const log = await makeLog();
  const path = await scratchFolder(t);
  const folder = {
    async write(name: string, bytes: Uint8Array) {
      await mkdir(dirname(path(name)), { recursive: true });
      await writeFile(path(name), bytes);
    },
  };
  await log.append(70);
  await publishTiles(0, { ...log, folder, sha256 });
  await log.append(230);
  await publishTiles(70, { ...log, folder, sha256 });
  return { ...log, path };
}

const testGo = testWith('go', 'golang-go golang-golang-x-mod-dev');

testGo(
  'peer: golang.org/x/mod verifies checkpoint, every entry and consistency of the folder, and refuses changes',
  async (t) => {
    t.timeout(120_000);
    const { journal, path, signer } = await publishedFolder(t);
    const source = fileURLToPath(new URL('./testdata/verify-log.go', import.meta.url));
    const program = path('verify-log');
    const build = await runPeer('env', [
      'GO111MODULE=off',
      'GOPATH=/usr/share/gocode',
      `GOCACHE=${path('go-cache')}`,
      ...['go', 'build', '-o', program, source],
    ]);
    t.true(build.ok, build.output);
    const verify = (folder: string, vkey = signer.vkey) => runPeer(program, [vkey, folder, '70']);

    const answer = await verify(path('.'));
    t.true(answer.ok, answer.output);
    const oldRoot = toBase64(await rootAt(sha256, journal.nodes.bind(journal), 70));
    t.true(answer.output.endsWith(`verified vault.example/log 300 ${oldRoot}\n`), answer.output);

    const otherKey = (await makeLog()).signer.vkey;
    t.false((await verify(path('.'), otherKey)).ok);
    for (const file of ['checkpoint', 'tile/entries/001.p/44', 'tile/0/000', 'tile/1/000.p/1']) {
      const copy = path(`copy-${file.replaceAll('/', '-')}`);
      await mkdir(copy);
      for (const part of ['checkpoint', 'tile'])
        await cp(path(part), join(copy, part), { recursive: true });
      const bytes = new Uint8Array(await readFile(join(copy, file)));
      await writeFile(join(copy, file), bytes.with(30, (bytes[30] ?? 0) ^ 1));
      t.false((await verify(copy)).ok, file);
    }
  },
);
