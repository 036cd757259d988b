// Nothing signs a row by itself: the log's key signs segments, and they name all that is in them.
import test, { type ExecutionContext } from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import { toHex } from '../../formats/hex.ts';
import { formatSegmentStatement } from '../../formats/log/segment-statement.ts';
import { parseLogKey } from '../../verify/log/parse-log-key.ts';
import type { RememberedHead } from '../ports/last-head.ts';
import type { ArchivedChanges } from '../ports/metadata.ts';
import type { ArchiveErrorCode } from './archive-error.ts';
import { describeSegment } from './describe-segment.ts';
import { withoutErased } from './redact-segment.ts';
import { DESCRIPTION, ERASABLE, NOTE, type SegmentDescription, segmentId } from './segment.ts';
import {
  append,
  archiveOf,
  changed,
  type Files,
  newSigner,
  ORIGIN,
  pending,
  sequenced,
  sha256,
} from './segments.fixture.ts';
import { verifySegments } from './verify-segments.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const [signer, successor, stranger] = await Promise.all([newSigner(), newSigner(), newSigner()]);
const [visit, second, last] = [
  pending('e-1', 'Петров'),
  pending('e-2', 'Сидоров'),
  pending('e-3', 'Иванов'),
];
const contract = (id: string) => ({ contracts: [{ id }] }) as unknown as ArchivedChanges;

/** Three segments: the first with three rows and a receipt. */
async function archive(keys = [signer, signer, signer] as const): Promise<Files> {
  const files: Files = new Map();
  await append(files, keys[0], {
    rows: changed({ ...contract('c-1'), entries: [visit] }, contract('c-2'), contract('c-3')),
    entries: [sequenced(visit, 0)],
    receipts: [{ entryId: visit.id, bytes: Buffer.from('a receipt') }],
  });
  await append(files, keys[1], {
    rows: changed({ entries: [second] }, contract('c-4')),
    entries: [sequenced(second, 1)],
  });
  await append(files, keys[2], {
    rows: [{ kind: 'supplement', size: 1, base64: 'AAAA' }, ...changed({ entries: [last] })],
    entries: [sequenced(last, 2)],
  });
  return files;
}

interface Given {
  readonly keys?: readonly string[];
  readonly lastSegment?: RememberedHead;
}

async function verify(files: Files, { keys = [signer.vkey], lastSegment }: Given = {}) {
  const logKeys = await Promise.all(keys.map((key) => parseLogKey(key, algorithms)));
  return verifySegments({ archive: archiveOf(files), sha256, algorithms, logKeys, lastSegment });
}

const fileOf = (files: Files, number: number) => files.get(segmentId(number)) ?? new Map();
const lines = (text: string) => text.split('\n').slice(0, -1);
const joined = (all: readonly string[]) => all.map((line) => `${line}\n`).join('');

function edit(files: Files, number: number, name: string, change: (text: string) => string): void {
  const object = fileOf(files, number);
  object.set(name, Buffer.from(change(Buffer.from(object.get(name) ?? []).toString())));
}

const refused = test.macro(
  async (
    t: ExecutionContext,
    attack: (files: Files) => unknown,
    code: ArchiveErrorCode,
    where: RegExp,
  ) => {
    const files = await archive();
    t.is((await verify(files)).length, 3); // the twin that nobody has touched
    await attack(files);
    await t.throwsAsync(verify(files), { code, message: where });
  },
);

/** What can be done to rows; whoever does it makes the digest in segment.json true as well, or does not. */
const ROWS: Readonly<Record<string, (all: readonly string[]) => readonly string[]>> = {
  'an added row': (all) => [...all, JSON.stringify(changed(contract('c-9'))[0])],
  'a changed row': (all) => all.map((line) => line.replace('"c-2"', '"c-8"')),
  'a dropped row': (all) => all.filter((_, at) => at !== 1),
  'rows that were swapped': ([a = '', b = '', ...more]) => [b, a, ...more],
  'a cut tail of rows': (all) => all.slice(0, -1),
};

for (const [what, change] of Object.entries(ROWS)) {
  const attack = (files: Files) =>
    edit(files, 1, 'changes.jsonl', (text) => joined(change(lines(text))));
  test(`${what}: refused`, refused, attack, 'damaged', /segment 1: changes.jsonl is not what/);
  test(
    `${what}, with segment.json made to agree: refused`,
    refused,
    (files: Files) => {
      attack(files);
      describeAnew(files, 1);
    },
    'wrong-log',
    /segment 1 is not signed by the log: other-segment/,
  );
  test(
    `${what}, signed by another key: refused`,
    refused,
    async (files: Files) => {
      attack(files);
      describeAnew(files, 1);
      await signAnew(files, 1);
    },
    'wrong-log',
    /segment 1 is not signed by the log: unknown-key/,
  );
}

function describeAnew(files: Files, number: number): void {
  edit(files, number, DESCRIPTION, (text) => {
    const description = JSON.parse(text) as SegmentDescription;
    const digests = Object.keys(description.files).map((name) => {
      return [name, toHex(sha256(fileOf(files, number).get(name) ?? new Uint8Array(0)))];
    });
    return JSON.stringify({ ...description, files: Object.fromEntries(digests) });
  });
}

async function signAnew(files: Files, number: number, by = stranger): Promise<void> {
  const digest = (await describeSegment(archiveOf(files), number, sha256))?.digest ?? '';
  const note = await by.sign(formatSegmentStatement({ origin: ORIGIN, number, digest }));
  edit(files, number, NOTE, () => note);
}

const cutLines = (text: string) => joined(lines(text).slice(0, -1));
const renamed = (text: string) => text.replace('Петров', 'Смирнов');

test(
  'who did it was changed: refused',
  refused,
  (files: Files) => edit(files, 1, ERASABLE.actions, renamed),
  'damaged',
  /segment 1: entry e-1 is not what was signed/,
);
test(
  'the content of an entry was changed: refused',
  refused,
  (files: Files) => edit(files, 1, ERASABLE.contents, renamed),
  'damaged',
  /segment 1: entry e-1 is not what was signed/,
);
test(
  'an entry whose content is gone, and nobody erased it: refused',
  refused,
  (files: Files) => edit(files, 2, ERASABLE.contents, cutLines),
  'damaged',
  /segment 2: entry e-2 is missing, and nobody has erased it/,
);
test(
  'who did it is gone, and nobody erased it: refused',
  refused,
  (files: Files) => fileOf(files, 2).delete(ERASABLE.actions),
  'damaged',
  /segment 2: entry e-2 is missing, and nobody has erased it/,
);
test(
  'an entry of another segment was brought in: refused',
  refused,
  (files: Files) =>
    edit(
      files,
      2,
      ERASABLE.contents,
      (text) => text + Buffer.from(fileOf(files, 1).get(ERASABLE.contents) ?? []),
    ),
  'damaged',
  /segment 2: contents.jsonl has entry e-1/,
);
test(
  'a receipt was changed: refused',
  refused,
  (files: Files) =>
    edit(files, 1, ERASABLE.receipts, (text) => text.replace('a receipt', 'another')),
  'damaged',
  /segment 1: receipt of entry e-1 is not what/,
);
test(
  'a receipt was dropped: refused',
  refused,
  (files: Files) => fileOf(files, 1).delete(ERASABLE.receipts),
  'damaged',
  /segment 1: receipt of entry e-1 is missing/,
);
test(
  'a file was put beside: refused',
  refused,
  (files: Files) => fileOf(files, 1).set('head.json', Buffer.from('{}')),
  'damaged',
  /segment 1: head.json is not of it/,
);
test(
  'a file was taken away: refused',
  refused,
  (files: Files) => fileOf(files, 3).delete('changes.jsonl'),
  'damaged',
  /segment 3: changes.jsonl is missing/,
);
test(
  'segments that were swapped: refused',
  refused,
  (files: Files) => {
    const [a, b] = [fileOf(files, 2), fileOf(files, 3)];
    files.set(segmentId(2), b);
    files.set(segmentId(3), a);
  },
  'damaged',
  /segment 2: segment.json is of segment 3/,
);
test(
  'a segment that was taken out of the middle: refused',
  refused,
  (files: Files) => files.delete(segmentId(2)),
  'broken-chain',
  /segment 2 is missing, segment 3 is there/,
);

for (const line of ['null', '7', '{}', '{"entry":1,"salt":"","text":""}', '[]']) {
  for (const name of Object.values(ERASABLE)) {
    test(
      `a line ${line} in ${name}: refused`,
      refused,
      (files: Files) => edit(files, 1, name, (text) => `${line}\n${text}`),
      'damaged',
      new RegExp(`segment 1: ${name} has a line that is none`),
    );
  }
}

for (const text of [
  '',
  'null',
  '[]',
  '{"format":"okno-archive-segment/1"}',
  '{"format":"other/1"}',
  'x',
]) {
  test(`segment.json is ${text}: unreadable, and said to be`, async (t) => {
    const files = await archive();
    edit(files, 2, DESCRIPTION, () => text);
    const refusal = { instanceOf: FormatError, message: /segment.json of segment 2/ };
    await t.throwsAsync(verify(files), refusal);
  });
}

test('segments that were cut off at the end are missed where the last one is remembered', async (t) => {
  const files = await archive();
  const digests = await verify(files);
  const lastSegment = { size: 3, root: digests[2] ?? '' };
  t.deepEqual(await verify(files, { lastSegment }), digests);
  files.delete(segmentId(3));
  await t.throwsAsync(verify(files, { lastSegment }), { code: 'cut', message: /segments 3 to 3/ });
  // Written and not remembered yet, when the process was killed between the two.
  const before = { size: 1, root: digests[0] ?? '' };
  t.deepEqual(await verify(files, { lastSegment: before }), digests.slice(0, 2));
  const other = { size: 2, root: digests[0] ?? '' };
  await t.throwsAsync(verify(files, { lastSegment: other }), { code: 'fork' });
});

test('a segment of another archive of the same log does not follow', async (t) => {
  const files = await archive();
  const other = await archive();
  files.set(segmentId(2), fileOf(other, 2));
  const refusal = { code: 'broken-chain', message: /segment 2 does not follow segment 1/ };
  await t.throwsAsync(verify(files), refusal);
});

test('after a roll-over both keys are needed; a segment under the new one vouches for those under one that fell', async (t) => {
  const files = await archive([signer, signer, successor]);
  t.is((await verify(files, { keys: [signer.vkey, successor.vkey] })).length, 3);
  await t.throwsAsync(verify(files), { code: 'wrong-log', message: /segment 3.*unknown-key/ });
  const fallen = `${signer.vkey} compromised 2026-03-01T00:00:00.000Z`;
  t.is((await verify(files, { keys: [fallen, successor.vkey] })).length, 3);
  files.delete(segmentId(3));
  await t.throwsAsync(verify(files, { keys: [fallen, successor.vkey] }), {
    code: 'wrong-log',
    message: /the last segment, 2, is signed by a key that is compromised/,
  });
});

test('whoever has a key that fell changes no segment that a later key vouches for', async (t) => {
  const files = await archive([signer, signer, successor]);
  edit(files, 2, 'changes.jsonl', (text) => text.replace('c-4', 'c-7'));
  describeAnew(files, 2);
  await signAnew(files, 2, signer);
  const fallen = `${signer.vkey} compromised 2026-03-01T00:00:00.000Z`;
  await t.throwsAsync(verify(files, { keys: [fallen, successor.vkey] }), {
    code: 'broken-chain',
    message: /segment 3 does not follow segment 2/,
  });
});

test('what was lawfully erased is gone from the segments, which stay as they were signed', async (t) => {
  const files = await archive();
  const erasing = { entryId: visit.id, by: 'e-4', commitment: 'AAAA' };
  await append(files, signer, { rows: changed({ entryErasures: [erasing] }), entries: [] });
  const digests = await verify(files);
  const first = [...fileOf(files, 1)].map(([path, content]) => ({ path, content }));
  const left = withoutErased(first, new Set([visit.id]));
  files.set(segmentId(1), new Map(left.map(({ path, content }) => [path, content as Uint8Array])));
  t.deepEqual(await verify(files), digests);
  t.false(left.some(({ content }) => Buffer.from(content as Uint8Array).includes('Петров')));
  t.deepEqual(
    left.map(({ path }) => path),
    [DESCRIPTION, NOTE, 'changes.jsonl', 'entries.jsonl'],
  );
});
