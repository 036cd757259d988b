// Behind an end that the service has not written nothing is written, and on its word nothing is forgotten.
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { parseLogKey } from '../../verify/log/parse-log-key.ts';
import type { RememberedHead } from '../ports/last-head.ts';
import type { ArchiveErrorCode } from './archive-error.ts';
import { type ArchivePorts, archiveEnd, archiveStep } from './run-archive.ts';
import { append, archiveOf, changed, type Files, newSigner, sha256 } from './segments.fixture.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const [signer, former, stranger] = await Promise.all([newSigner(), newSigner(), newSigner()]);
const logKeys = await Promise.all(
  [signer.vkey, `${former.vkey} retired 2026-03-01T00:00:00.000Z`].map((key) =>
    parseLogKey(key, algorithms),
  ),
);

/** Segments by these signers, each with one row. */
async function archive(...signers: readonly (typeof signer)[]): Promise<Files> {
  const files: Files = new Map();
  for (const each of signers) await append(files, each, { rows: changed({}), entries: [] });
  return files;
}

/** One step over the archive with nothing new to write; answers what the database was told to forget, and what is remembered. */
async function step(files: Files, remembered: RememberedHead | undefined) {
  const forgotten: number[] = [];
  const last = { head: remembered };
  const ports = {
    ...{ archive: archiveOf(files), sha256, algorithms, logKeys },
    lastSegment: {
      read: async () => last.head,
      write: async (_: unknown, next: RememberedHead) => {
        last.head = next;
      },
    },
    metadata: {
      forgetArchived: async (positions: readonly number[]) => void forgotten.push(...positions),
      unarchived: async () => [],
      journal: { head: async () => undefined },
    },
  } as unknown as ArchivePorts;
  await archiveStep(await archiveEnd(ports), ports);
  return { forgotten, remembered: last.head };
}

const digestOf = async (files: Files, number: number) => {
  const some = new Map([...files].slice(0, number));
  return (await archiveEnd({ archive: archiveOf(some) as never, sha256 })).digest ?? '';
};

const OTHER = '00'.repeat(32);
const known = async (files: Files, size: number) => ({ size, root: await digestOf(files, size) });

test('the segment that was written last, remembered or not yet, is the end', async (t) => {
  const files = await archive(signer, signer);
  const last = await known(files, 2);
  t.deepEqual(await step(files, last), { forgotten: [0], remembered: last });
  // From now on it is remembered: the next segment may be killed there too.
  t.deepEqual(await step(files, await known(files, 1)), { forgotten: [0], remembered: last });
  const first = await archive(signer);
  t.deepEqual((await step(first, undefined)).remembered, await known(first, 1));
  // The key was replaced after the process was killed.
  const rolled = await archive(former, former);
  t.deepEqual((await step(rolled, await known(rolled, 1))).forgotten, [0]);
});

const refusals: readonly (readonly [
  string,
  () => Promise<readonly [Files, RememberedHead | undefined]>,
  ArchiveErrorCode,
])[] = [
  [
    'a segment that another key has signed',
    async () => {
      const files = await archive(signer, stranger);
      return [files, await known(files, 1)];
    },
    'wrong-log',
  ],
  [
    'a first segment that another key has signed',
    async () => [await archive(stranger), undefined],
    'wrong-log',
  ],
  [
    'two segments more than were written',
    async () => {
      const files = await archive(signer, signer, signer);
      return [files, await known(files, 1)];
    },
    'fork',
  ],
  [
    'another segment in the place of the last',
    async () => [await archive(signer, signer), { size: 2, root: OTHER }],
    'fork',
  ],
  [
    'a segment behind another one than was written',
    async () => [await archive(signer, signer), { size: 1, root: OTHER }],
    'fork',
  ],
  [
    'an archive that was cut',
    async () => {
      const files = await archive(signer, signer);
      return [await archive(signer), await known(files, 2)];
    },
    'cut',
  ],
  [
    'an archive that is gone',
    async () => [new Map(), await known(await archive(signer), 1)],
    'cut',
  ],
];

for (const [title, given, code] of refusals) {
  test(`not the end: ${title}`, async (t) => {
    const [files, remembered] = await given();
    await t.throwsAsync(step(files, remembered), { code });
  });
}
