// What a rebuilt database still has to do follows from what is so, whatever jobs there were.
import test from 'ava';
import { encodeSupplement } from '../../formats/evidence/supplement.ts';
import { formatCheckpoint } from '../../formats/log/checkpoint.ts';
import { formatNote } from '../../formats/log/note.ts';
import { JUDGE_AGAIN } from '../documents/place-document.ts';
import { COSIGN_CHECKPOINT } from '../journal/cosign-head.ts';
import { STAMP_CHECKPOINT } from '../journal/stamp-checkpoint.ts';
import type { Changes, Metadata } from '../ports/metadata.ts';
import { REMOVE_ERASED } from '../retention/erase-content.ts';
import { PROTECT_BLOBS } from '../retention/protect-blobs.ts';
import { type CommittedFacts, dueJobs, noteCommitted } from './due-jobs.ts';

const NOW = new Date('2026-11-28T09:00:00.000Z');
const ALL = { stamps: true, cosigns: true, protects: true };
const NONE = { stamps: false, cosigns: false, protects: false };

const textOf = (size: number) =>
  formatCheckpoint({ origin: 'vault.example/log', size, root: new Uint8Array(32) });
const noteOf = (size: number) =>
  formatNote({
    text: textOf(size),
    signatures: [{ name: 'vault.example/log', keyId: 1, signature: new Uint8Array(64) }],
  });
const checkpoint = 'ab'.repeat(32);
const stamped = encodeSupplement({ kind: 'time-stamp', checkpoint, token: Uint8Array.of(0x30, 0) });
const line = '— vault.example/cosigner AAAAAQA=';
const cosigned = encodeSupplement({ kind: 'cosignature', checkpoint, line });

/** Jobs, each as kind and payload, over heads with these supplements. */
async function jobsOf(
  commits: readonly object[],
  heads: Readonly<Record<number, readonly Uint8Array[]>> = {},
  carriers = ALL,
) {
  const facts: CommittedFacts = {
    versions: new Map(),
    contracts: new Map(),
    erasedBlobs: new Set(),
  };
  for (const changes of commits) noteCommitted(changes as Changes, facts);
  const sizes = Object.keys(heads).map(Number);
  const journal = {
    checkpoints: async (size: number, limit: number) =>
      sizes
        .filter((each) => each > size)
        .slice(0, limit)
        .map(noteOf),
    supplements: async (size: number) => heads[size] ?? [],
  };
  let number = 0;
  const ports = {
    metadata: { journal } as unknown as Metadata,
    ...{ carriers, clock: { now: () => NOW }, newId: () => `job-${++number}` },
  };
  const jobs = [];
  for await (const page of dueJobs(facts, ports)) jobs.push(...page);
  for (const { runAt } of jobs) if (runAt !== NOW.toISOString()) throw new Error(runAt);
  if (new Set(jobs.map(({ id }) => id)).size !== jobs.length) throw new Error('an id twice');
  return jobs.map(({ kind, payload }) => [kind, JSON.parse(payload)] as const);
}

const name = { documentId: 'd', number: 1 };
const waiting = { versions: [{ ...name, state: 'pending' }] };
const judged = (state: string) => ({ judgements: [{ ...name, state }] });
const protects = [PROTECT_BLOBS, name] as const;
const judges = [JUDGE_AGAIN, name] as const;
const revision = (number: number) => ({ contracts: [{ id: 'c', revision: number }] });
const about = (size: number) => ({ size, text: textOf(size) });

const cases: readonly (readonly [string, ReturnType<typeof jobsOf>, readonly unknown[]])[] = [
  ['nothing is so, nothing is to be done', jobsOf([]), []],
  ['a version that waits is judged again', jobsOf([waiting]), [judges, protects]],
  [
    'one that was released from quarantine waits again',
    jobsOf([waiting, judged('quarantined'), judged('pending')]),
    [judges, protects],
  ],
  ['one that was decided does not', jobsOf([waiting, judged('accepted')]), [protects]],
  ['dates go to no store that enforces none', jobsOf([waiting, revision(2)], {}, NONE), [judges]],
  [
    'the last revision of a contract moves the dates of its documents when it is in force',
    jobsOf([revision(1), revision(2), revision(3)]),
    [[PROTECT_BLOBS, { contractId: 'c', revision: 3 }]],
  ],
  [
    'files of erased blobs are taken away',
    jobsOf([{ erasures: [{ blobId: 'o/1' }] }, { erasures: [{ blobId: 'o/2' }] }], {}, NONE),
    [[REMOVE_ERASED, { blobs: ['o/1', 'o/2'] }]],
  ],
  [
    'a head gets what it lacks: the cosignature, the time-stamp',
    jobsOf([], { 1: [stamped, cosigned], 3: [stamped], 4: [cosigned], 7: [] }),
    [
      [COSIGN_CHECKPOINT, about(3)],
      [STAMP_CHECKPOINT, about(4)],
      [COSIGN_CHECKPOINT, about(7)],
      [STAMP_CHECKPOINT, about(7)],
    ],
  ],
  ['and nothing where nobody gives it', jobsOf([], { 7: [] }, NONE), []],
  [
    'no time-stamp where no authority is set',
    jobsOf([], { 7: [] }, { ...NONE, cosigns: true }),
    [[COSIGN_CHECKPOINT, about(7)]],
  ],
];

for (const [title, found, expected] of cases) {
  test(`after a rebuild: ${title}`, async (t) => {
    t.deepEqual(await found, expected);
  });
}

test('after a rebuild: more than fits one commit comes in several', async (t) => {
  const versions = Array.from({ length: 1500 }, (_, n) => ({
    ...name,
    number: n,
    state: 'placed',
  }));
  t.is((await jobsOf([{ versions }])).length, 1500);
});
