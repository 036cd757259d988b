import test from 'ava';
import type { PendingEntry } from '../model/journal.ts';
import type { BlobRetention } from '../ports/blob-retention.ts';
import type { Changes, Metadata } from '../ports/metadata.ts';
import { StillPending } from '../verification/waiting-version.ts';
import { PROTECT_BLOBS, protectBlobs, protectCommits } from './protect-blobs.ts';

const NOW = new Date('2026-11-28T09:00:00.000Z');
const KNOWN = { date: '2024-01-15', obligationsEnd: '2026-06-30', lastOperation: '2025-03-01' };

/** Documents `d` of contract `d`, one version each, all naming the blob `b`. */
function world(contracts: Readonly<Record<string, object>>) {
  const said: string[] = [];
  const revisions = Object.entries(contracts).map(([id, told]) => ({ id, revision: 1, ...told }));
  const entries: PendingEntry[] = [];
  const metadata = {
    commit: async (changes: Changes) => void entries.push(...(changes.entries ?? [])),
    blobKeys: {
      ofVersion: async () => [{ id: 'b', sha256: 'ab' }],
      references: async () => revisions.map(({ id }) => ({ documentId: id, number: 1 })),
    },
    document: async (id: string) => ({ id, contractId: id }),
    documentsOf: async (id: string) => [{ id }],
    versionsOf: async (documentId: string) => [{ documentId, number: 1 }],
    contractRevisions: async (id: string) =>
      revisions.filter((each) => each.id === id).map((contract) => ({ contract })),
  } as unknown as Metadata;
  const retention: BlobRetention = {
    keepUntil: async (id, moment) => void said.push(`${id} until ${moment}`),
    hold: async (id, held) => void said.push(`${id} ${held ? 'held' : 'not held'}`),
    state: async () => ({ held: false }),
  };
  return { said, entries, ports: { metadata, retention, now: () => NOW, newId: () => 'id' } };
}

/** An entry in the words of `said`. */
function told({ action, actor, content }: PendingEntry): readonly string[] {
  if (action !== 'retention.set' || actor.participant !== 'system') return [action];
  const files = content['files'] as readonly { sha256: string; until?: string; held: boolean }[];
  return files.flatMap(({ sha256, until, held }) => [
    ...(sha256 === 'ab' && until !== undefined ? [`b until ${until}`] : []),
    ...(held ? ['b held'] : []),
  ]);
}

const version = JSON.stringify({ documentId: 'd', number: 1 });

const cases: readonly (readonly [string, Readonly<Record<string, object>>, readonly string[]])[] = [
  ['to the end of the day in Moscow', { d: KNOWN }, ['b until 2031-06-30T21:00:00.000Z']],
  [
    'until the last day that any document which names it asks for',
    { d: KNOWN, e: { ...KNOWN, obligationsEnd: '2030-01-01' } },
    ['b until 2035-01-01T21:00:00.000Z'],
  ],
  [
    'held while one of them has no end',
    { d: KNOWN, e: { date: '2024-01-15' } },
    ['b until 2031-06-30T21:00:00.000Z', 'b held'],
  ],
  [
    'held while no operation is known',
    { d: { date: '2024-01-15', obligationsEnd: '2026-06-30' } },
    ['b until 2031-06-30T21:00:00.000Z', 'b held'],
  ],
  [
    'a day that is over is asked of no store',
    { d: { date: '2010-01-15', obligationsEnd: '2011-06-30', lastOperation: '2011-03-01' } },
    [],
  ],
];

for (const [title, contracts, expected] of cases) {
  test(`para. 13 (л), in the store: ${title}`, async (t) => {
    const { said, entries, ports } = world(contracts);
    await protectBlobs(version, ports);
    t.deepEqual(said, expected);
    // Para. 13 (з): what the store was told stands in the journal, and what it was not told does not.
    t.deepEqual(entries.map(told), expected.length === 0 ? [] : [expected]);
    await protectBlobs(JSON.stringify({ contractId: 'd', revision: 1 }), ports);
    t.deepEqual(said, [...expected, ...expected]);
  });
}

test('a revision that the journal has not fixed yet is waited for', async (t) => {
  const { ports } = world({ d: KNOWN });
  const payload = JSON.stringify({ contractId: 'd', revision: 2 });
  await t.throwsAsync(protectBlobs(payload, ports), { instanceOf: StillPending });
  const { ports: none } = world({ e: KNOWN });
  const references = async () => [{ documentId: 'd', number: 1 }];
  Object.assign(none.metadata.blobKeys, { references });
  await t.throwsAsync(protectBlobs(version, none), { instanceOf: StillPending });
});

test('a commit that names blobs or moves dates leaves its jobs; another leaves none', async (t) => {
  const seen: Changes[] = [];
  const commit = async (changes: Changes) => void seen.push(changes);
  const ids = [1, 2, 3, 4].values();
  const metadata = protectCommits({ commit } as unknown as Metadata, {
    newId: () => String(ids.next().value),
    now: () => NOW,
  });
  const other = { id: 'mine', kind: 'judge-again', payload: '{}', runAt: NOW.toISOString() };
  const named = { documentId: 'd', number: 2 };
  const changes = {
    versions: [named],
    judgements: [{ ...named, number: 1 }],
    contracts: [
      { id: 'new', revision: 1 },
      { id: 'changed', revision: 2 },
    ],
    jobs: [other],
  } as unknown as Changes;
  await metadata.commit(changes);
  await metadata.commit({ sessions: [] });
  const made = { version: named, blobs: [] };
  await metadata.commit({ made });
  t.deepEqual(
    seen[0]?.jobs?.map(({ kind, payload }) => [kind, payload]),
    [
      ['judge-again', '{}'],
      [PROTECT_BLOBS, JSON.stringify(named)],
      [PROTECT_BLOBS, JSON.stringify({ ...named, number: 1 })],
      [PROTECT_BLOBS, JSON.stringify({ contractId: 'changed', revision: 2 })],
    ],
  );
  t.deepEqual(seen[1], { sessions: [] });
  t.deepEqual(
    seen[2]?.jobs?.map(({ payload }) => payload),
    [JSON.stringify(named)],
  );
});
