import test from 'ava';
import fc from 'fast-check';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { type MadeLog, makeLogFiles } from '../../test-fixtures/log/make-log-files.ts';
import { type LogVerdict, verifyLog } from './verify-log.ts';

const algorithms = algorithmsOf([nodeCrypto]);

function judge(log: MadeLog, changes: Record<string, Uint8Array | undefined> = {}) {
  const files = new Map<string, Uint8Array | undefined>([...log.files, ...Object.entries(changes)]);
  const read = async (path: string) => files.get(path);
  return verifyLog({ files: { read }, checkpoint: log.checkpoint, algorithms });
}

const flipped = (bytes: Uint8Array, at: number) => bytes.with(at, (bytes[at] ?? 0) ^ 1);
const fileOf = (log: MadeLog, name: string) => log.files.get(name) ?? new Uint8Array(0);
const damageOf = (verdict: LogVerdict) =>
  verdict.status === 'damaged'
    ? verdict.damage.map(({ kind, file }) => `${kind} ${file}`)
    : verdict;

test('RFC 6962 §2.1: logs of every size around full tiles are intact, each entry counted once', async (t) => {
  for (const size of [0, 1, 2, 7, 255, 256, 257, 511, 512, 600, 65_535, 65_536, 65_537]) {
    const seen: number[] = [];
    const log = await makeLogFiles(size);
    const verdict = await verifyLog({
      files: { read: async (path) => log.files.get(path) },
      checkpoint: log.checkpoint,
      algorithms,
      onProgress: (entries) => void seen.push(entries),
    });
    t.deepEqual(verdict, { status: 'intact', entries: size }, `${size}`);
    t.is(seen.length, Math.ceil(size / 256));
    t.is(seen.at(-1) ?? 0, size);
  }
});

test('any octet of any file that is changed is found, and that file is named', async (t) => {
  const log = await makeLogFiles(1000);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...log.files.keys()), fc.nat(), async (name, nth) => {
      const bytes = fileOf(log, name);
      const verdict = await judge(log, { [name]: flipped(bytes, nth % bytes.length) });
      if (verdict.status !== 'damaged') return false;
      return verdict.damage.length === 1 && verdict.damage[0]?.file === name;
    }),
    { numRuns: 150 },
  );
  t.pass();
});

test('a full tile of the second level that is changed is named: below it nothing is believed', async (t) => {
  const log = await makeLogFiles(65_537);
  const changed = flipped(fileOf(log, 'tile/1/000'), 40);
  t.deepEqual(damageOf(await judge(log, { 'tile/1/000': changed })), ['changed tile/1/000']);
});

test('missing, cut, overlong and reordered files are told apart, several at once', async (t) => {
  const log = await makeLogFiles(1000);
  const [first, second] = [fileOf(log, 'tile/0/000'), fileOf(log, 'tile/0/001')];
  const bundles = [fileOf(log, 'tile/entries/000'), fileOf(log, 'tile/entries/001')];
  const inOtherOrder = Buffer.concat([first.slice(32, 64), first.slice(0, 32), first.slice(64)]);
  const overlong = Buffer.concat([first, new Uint8Array(32)]);
  for (const [changes, expected] of [
    [{ 'tile/0/000': undefined }, ['missing tile/0/000']],
    [{ 'tile/entries/001': undefined }, ['missing tile/entries/001']],
    [{ 'tile/0/000': first.slice(0, -32) }, ['cut tile/0/000']],
    [{ 'tile/0/000': overlong }, ['malformed tile/0/000']],
    [{ 'tile/entries/000': bundles[0]?.slice(0, -1) }, ['cut tile/entries/000']],
    [
      { 'tile/entries/000': Buffer.concat([bundles[0] ?? first, first]) },
      ['malformed tile/entries/000'],
    ],
    [{ 'tile/0/000': inOtherOrder }, ['reordered tile/0/000']],
    [
      { 'tile/0/000': second, 'tile/0/001': first },
      ['reordered tile/0/000', 'reordered tile/0/001'],
    ],
    [
      { 'tile/entries/000': bundles[1], 'tile/entries/001': bundles[0] },
      ['reordered tile/entries/000', 'reordered tile/entries/001'],
    ],
    [
      { 'tile/entries/000': bundles[1], 'tile/0/000': second },
      ['reordered tile/entries/000', 'reordered tile/0/000'],
    ],
    [
      { 'tile/0/002': undefined, 'tile/entries/003.p/232': undefined },
      ['missing tile/0/002', 'missing tile/entries/003.p/232'],
    ],
    [{ 'tile/1/000.p/3': undefined }, ['missing tile/1/000.p/3']],
  ] as const) {
    t.deepEqual(damageOf(await judge(log, changes)), [...expected], expected.join());
  }
});

test('a wrong checkpoint over good files is what is named', async (t) => {
  const log = await makeLogFiles(600);
  const checkpoint = { ...log.checkpoint, root: (await log.at(599)).root };
  t.deepEqual(damageOf(await judge({ ...log, checkpoint })), ['changed checkpoint']);
});

test('files that are whole, but of another log, are refused', async (t) => {
  const log = await makeLogFiles(600);
  const other = await makeLogFiles(600, 'forged');
  t.is((await judge({ ...other, checkpoint: log.checkpoint })).status, 'damaged');
});

test('tlog-tiles: a partial tile that was removed is read out of the full one', async (t) => {
  const now = await makeLogFiles(600);
  const earlier = { ...now, checkpoint: await now.at(300) };
  // Only the top is missing there: the partial tile of level 1 has grown.
  const grown = now.files.get('tile/1/000.p/2')?.slice(0, 32);
  t.deepEqual(await judge(earlier, { 'tile/1/000.p/1': grown }), {
    status: 'intact',
    entries: 300,
  });
});

test('RFC 9162 §2.1.4: from any earlier checkpoint on, reading no bundle of before', async (t) => {
  const log = await makeLogFiles(1000);
  for (const size of [0, 1, 255, 256, 257, 511, 512, 513, 767, 768, 769, 999, 1000]) {
    const read: string[] = [];
    const from = await log.at(size);
    const request = {
      files: {
        read: async (path: string) => {
          read.push(path);
          return log.files.get(path);
        },
      },
      checkpoint: log.checkpoint,
      algorithms,
    };
    t.deepEqual(
      await verifyLog({ ...request, from }),
      { status: 'intact', entries: 1000 - size },
      `${size}`,
    );
    const before = Array.from(
      { length: Math.floor(size / 256) },
      (_, at) => `tile/entries/00${at}`,
    );
    t.deepEqual(
      before.filter((path) => read.includes(path)),
      [],
    );
    const forged = { ...from, root: flipped(from.root, 31) };
    t.deepEqual(await verifyLog({ ...request, from: forged }), { status: 'inconsistent' });
  }
});

test('a log that is shorter than the earlier checkpoint, or another log, is inconsistent', async (t) => {
  const log = await makeLogFiles(300);
  const longer = (await makeLogFiles(301)).checkpoint;
  const files = { read: async (path: string) => log.files.get(path) };
  const { checkpoint } = log;
  const foreign = { ...(await log.at(200)), origin: 'other.example' };
  for (const from of [longer, foreign]) {
    t.deepEqual(await verifyLog({ files, checkpoint, algorithms, from }), {
      status: 'inconsistent',
    });
  }
});
