import test, { type ExecutionContext } from 'ava';
import type { Changes, Metadata, VersionJudgement } from '../../vault/ports/metadata.ts';
import { everything } from './everything.ts';
import { outcome } from './outcome.ts';
import * as sample from './samples.ts';

/** A store that is empty; the suite closes it. */
export type MetadataFactory = (t: ExecutionContext) => Promise<Metadata>;

/** What every adapter of `Metadata` keeps, journal and jobs apart. */
export function metadataContract(name: string, make: MetadataFactory): void {
  const rule = (title: string, check: (t: ExecutionContext, store: Metadata) => Promise<void>) =>
    test(`${name}: ${title}`, async (t) => {
      const store = await make(t);
      t.teardown(() => store.close());
      await check(t, store);
    });

  rule('what one commit carries is there when it returns', async (t, store) => {
    const given = {
      participants: [sample.participant('exporter'), sample.participant('bank')],
      contracts: [sample.contract('c1', { unk: '26030001/1000/0000/1/1' }), sample.contract('c2')],
      documents: [sample.document('d1', 'c1'), sample.document('d2', 'c1')],
      entries: [sample.entry('e1')],
      idempotency: sample.idempotency('exporter', 'key'),
      sessions: [{ tokenHash: 'ab', principal: '{"kind":"банк"}', expiresAt: sample.NOON }],
    } satisfies Changes;
    await store.commit(given);
    t.deepEqual(await store.participants(), given.participants);
    t.deepEqual(await store.participant('bank'), sample.participant('bank'));
    t.deepEqual(await store.contractsOf('exporter'), given.contracts);
    t.deepEqual(await store.contractsByUnk('26030001/1000/0000/1/1'), [given.contracts[0]]);
    t.deepEqual(await store.contract('c2'), given.contracts[1]);
    t.deepEqual(await store.documentsOf('c1'), given.documents);
    t.deepEqual(await store.document('d2'), given.documents[1]);
    t.deepEqual(await store.journal.pending(9), given.entries);
    t.deepEqual(await store.idempotency('exporter', 'key'), given.idempotency);
    t.deepEqual(await store.session('ab'), given.sessions[0]);
  });

  rule('what was never stored is undefined, also under names of JavaScript', async (t, store) => {
    for (const id of ['', 'constructor', '__proto__', "' OR 1=1 --"]) {
      t.is(await store.participant(id), undefined);
      t.is(await store.contract(id), undefined);
      t.is(await store.document(id), undefined);
      t.is(await store.session(id), undefined);
      t.is(await store.idempotency(id, id), undefined);
      t.deepEqual(await store.contractsByUnk(id), []);
      t.deepEqual(await store.versionsOf(id), []);
    }
  });

  rule('sessions that expired before a moment are forgotten, others stay', async (t, store) => {
    const [before, noon] = ['2026-03-10T11:59:59.999Z', '2026-03-10T12:00:00.000Z'];
    const session = (tokenHash: string, expiresAt: string) => ({
      tokenHash,
      principal: '{}',
      expiresAt,
    });
    await store.commit({ sessions: [session('old', before), session('new', noon)] });
    t.deepEqual([await store.expiredSessions(before), await store.expiredSessions(noon)], [0, 1]);
    await store.commit({ forgetSessions: noon });
    t.is(await store.expiredSessions(noon), 0);
    t.is(await store.session('old'), undefined);
    t.deepEqual(await store.session('new'), session('new', noon));
  });

  rule('a session is changed as it was read, or not at all', async (t, store) => {
    const before = { tokenHash: 's', principal: '{}', expiresAt: '2026-03-10T12:00:00.000Z' };
    const after = { ...before, principal: '{"acting":"d"}' };
    const change = (from: typeof before, to = after) =>
      outcome(store.commit({ sessionChanges: [{ before: from, after: to }] }));
    t.is(await change(before), 'stale');
    await store.commit({ sessions: [before] });
    t.is(await change({ ...before, principal: '{"other":1}' }), 'stale');
    t.is(await change({ ...before, expiresAt: '2026-03-10T11:00:00.000Z' }), 'stale');
    t.is(await change(before, { ...after, tokenHash: 'other' }), 'stale');
    t.deepEqual(await store.session('s'), before);
    t.is(await change(before), 'done');
    t.is(await change(before), 'stale');
    t.deepEqual(await store.session('s'), after);
  });

  rule('a participant and a session may be replaced and keep their place', async (t, store) => {
    await store.commit({ participants: [sample.participant('a'), sample.participant('b')] });
    const suspended = { ...sample.participant('a'), state: 'suspended' } as const;
    await store.commit({ participants: [suspended] });
    t.deepEqual(await store.participants(), [suspended, sample.participant('b')]);
  });

  rule('a contract takes revision 1 first, then exactly the next one', async (t, store) => {
    const put = (revision: number) =>
      outcome(store.commit({ contracts: [sample.contract('c', { revision })] }));
    t.is(await put(2), 'stale');
    t.is(await put(0), 'stale');
    t.is(await put(1), 'done');
    t.is(await put(1), 'stale');
    t.is(await put(3), 'stale');
    t.is(await put(2), 'done');
    t.is((await store.contract('c'))?.revision, 2);
    t.is((await store.contractsOf('exporter')).length, 1);
  });

  rule('a changed УНК is found under the new number only', async (t, store) => {
    await store.commit({ contracts: [sample.contract('c', { unk: 'old' })] });
    await store.commit({ contracts: [sample.contract('c', { unk: 'new', revision: 2 })] });
    t.deepEqual(await store.contractsByUnk('old'), []);
    t.is((await store.contractsByUnk('new')).length, 1);
  });

  rule('every revision is kept, with the moment that the journal fixed', async (t, store) => {
    const [first, second] = [
      sample.contract('c', { unk: 'old' }),
      sample.contract('c', { revision: 2 }),
    ];
    const commit = (contract: typeof first, entry: string) =>
      store.commit({
        contracts: [contract],
        contractsEntry: entry,
        entries: [sample.entry(entry)],
      });
    await store.commit({ contracts: [sample.contract('a', { unk: 'new' })] });
    await commit(first, 'registered');
    t.deepEqual(await store.contractRevisions('c'), []);
    await store.journal.sequence(sample.batch(0, ['registered'], sample.at(1)));
    await commit(second, 'changed');
    const before = { contract: first, since: sample.at(1) };
    t.deepEqual(await store.contractRevisions('c'), [before]);
    await store.journal.sequence(sample.batch(1, ['changed'], sample.at(2)));
    t.deepEqual(await store.contractRevisions('c'), [
      before,
      { contract: second, since: sample.at(2) },
    ]);
    t.deepEqual(await store.contractsByUnk('old'), []);
    t.deepEqual(await store.contractsEverUnder('old'), ['c']);
    await store.commit({ contracts: [sample.contract('a', { unk: 'old', revision: 2 })] });
    t.deepEqual(await store.contractsEverUnder('old'), ['a', 'c']);
    t.deepEqual(await store.contractsEverUnder('new'), ['a']);
    t.deepEqual(await store.contractsEverUnder(''), []);
  });

  rule('a change that is refused leaves no revision', async (t, store) => {
    await store.commit({ contracts: [sample.contract('c')] });
    t.is(await outcome(store.commit({ contracts: [sample.contract('c')] })), 'stale');
    const next = { contracts: [sample.contract('c', { revision: 2, unk: 'x' })] };
    t.is(await outcome(store.commit({ ...next, contractsEntry: 'nowhere' })), 'corrupt');
    t.deepEqual(await store.contractRevisions('c'), [{ contract: sample.contract('c') }]);
    t.deepEqual(await store.contractsEverUnder('x'), []);
  });

  rule('the same version number twice is refused, the next one is taken', async (t, store) => {
    await store.commit(sample.placement('d', 1));
    const again = {
      entries: [sample.entry('x')],
      versions: [sample.version('d', 1, { received: 'x' })],
    };
    t.is(await outcome(store.commit(again)), 'version-exists');
    const next = {
      entries: [sample.entry('x')],
      versions: [sample.version('d', 2, { received: 'x' })],
    };
    t.is(await outcome(store.commit(next)), 'done');
  });

  rule('a pending version is judged once; file and moment of receipt stay', async (t, store) => {
    const pending = { ...sample.version('d', 1, { received: 'r' }), state: 'pending' } as const;
    const entries = [sample.entry('r')];
    await store.commit({ ...sample.placement('d', 1), entries, versions: [pending] });
    const judge = (state: 'accepted' | 'refused', placedEntry: string) =>
      outcome(
        store.commit({
          entries: [sample.entry(placedEntry)],
          judgements: [{ documentId: 'd', number: 1, state, signatures: [], placedEntry }],
        }),
      );
    t.is(await judge('accepted', 'p'), 'done');
    t.is(await judge('refused', 'q'), 'stale');
    t.deepEqual(
      (await store.journal.pending(9)).map(({ id }) => id),
      ['r', 'p'],
    );
    await store.journal.sequence(sample.batch(0, ['r', 'p'], sample.at(1)));
    const [version] = await store.versionsOf('d');
    t.like(version, { file: pending.file, state: 'accepted', placedEntry: 'p' });
    t.is(version?.placedAt, sample.at(1));
    t.is(version?.receivedAt, sample.at(1));
  });

  rule('a judgement of what is not there or not pending is stale', async (t, store) => {
    await store.commit(sample.placement('d', 1));
    const judgement = { documentId: 'd', number: 1, state: 'refused', signatures: [] } as const;
    t.is(await outcome(store.commit({ judgements: [judgement] })), 'stale');
    t.is(await outcome(store.commit({ judgements: [{ ...judgement, number: 2 }] })), 'stale');
  });

  rule(
    'a judgement takes the version as it was seen: state, and proposal in its hold',
    async (t, store) => {
      const found = { reasons: [{ code: 'malware-found', part: 'document' }] } as const;
      const received = sample.version('d', 1, { received: 'r' });
      const version = { ...received, state: 'quarantined', hold: found } as const;
      const entries = [sample.entry('r')];
      await store.commit({ ...sample.placement('d', 1), entries, versions: [version] });
      await store.journal.sequence(sample.batch(0, ['r'], sample.at(1)));
      const proposal = {
        decision: 'release',
        because: 'a test file',
        person: 'Иванов',
        certificate: 'ab',
        entry: 'p1',
      } as const;
      const judge = (more: Partial<VersionJudgement>) => {
        const judgement = { documentId: 'd', number: 1, state: 'refused', signatures: [] } as const;
        return outcome(store.commit({ judgements: [{ ...judgement, ...more }] }));
      };
      const from = 'quarantined';
      t.is(await judge({}), 'stale');
      t.is(await judge({ from, proposed: 'p1' }), 'stale');
      t.is(await judge({ from, state: from, hold: { ...found, proposal } }), 'done');
      t.deepEqual((await store.versionsOf('d'))[0]?.hold, { ...found, proposal });
      t.is(await judge({ from }), 'stale');
      t.is(await judge({ from, proposed: 'p2' }), 'stale');
      t.is(await judge({ from, proposed: 'p1', state: 'pending' }), 'done');
      t.is((await store.versionsOf('d'))[0]?.hold, undefined);
      t.is(await judge({ from, proposed: 'p1' }), 'stale');
      t.is(await judge({}), 'done');
    },
  );

  rule('versions in quarantine are listed while they are there', async (t, store) => {
    const at = (document: string, number: number, state: 'quarantined' | 'accepted') => ({
      ...sample.version(document, number, { received: `${document}-${number}` }),
      state,
    });
    await store.commit({
      contracts: [sample.contract('c')],
      documents: [sample.document('d2', 'c'), sample.document('d1', 'c')],
      entries: ['d2-1', 'd1-1', 'd1-2'].map(sample.entry),
      versions: [at('d2', 1, 'quarantined'), at('d1', 1, 'accepted'), at('d1', 2, 'quarantined')],
    });
    t.deepEqual(await store.quarantined(), []);
    await store.journal.sequence(sample.batch(0, ['d2-1', 'd1-1', 'd1-2'], sample.at(1)));
    const [one, two] = [
      { documentId: 'd1', number: 2 },
      { documentId: 'd2', number: 1 },
    ];
    t.deepEqual(await store.quarantined(), [one, two]);
    const judge = (state: 'refused' | 'quarantined' | 'pending', name: typeof one) => {
      const from = { from: 'quarantined' } as const;
      return store.commit({ judgements: [{ ...name, ...from, state, signatures: [] }] });
    };
    await judge('quarantined', one);
    t.deepEqual(await store.quarantined(), [one, two]);
    await judge('pending', two);
    await judge('refused', one);
    t.deepEqual(await store.quarantined(), []);
    await store.commit({ judgements: [{ ...two, state: 'quarantined', signatures: [] }] });
    t.deepEqual(await store.quarantined(), [two]);
  });

  rule('an idempotency key is taken once per participant, for ever', async (t, store) => {
    const first = sample.idempotency('exporter', 'key');
    await store.commit({ idempotency: first });
    const other = { ...first, outcome: 'another' };
    t.is(await outcome(store.commit({ idempotency: other })), 'key-exists');
    t.is(await outcome(store.commit({ idempotency: { ...other, participantId: 'bank' } })), 'done');
    t.deepEqual(await store.idempotency('exporter', 'key'), first);
  });

  for (const [what, changes] of dangling()) {
    rule(`${what} is refused as corrupt and leaves nothing`, async (t, store) => {
      await store.commit(sample.placement('d', 1));
      const before = await everything(store);
      const more = { ...changes, entries: [...(changes.entries ?? []), sample.entry('extra')] };
      t.is(await outcome(store.commit(more)), 'corrupt');
      t.deepEqual(await everything(store), before);
    });
  }

  rule('a commit that conflicts in its last part leaves nothing of its first', async (t, store) => {
    await store.commit({
      ...sample.placement('d', 1),
      idempotency: sample.idempotency('exporter', 'k'),
    });
    const before = await everything(store);
    const whole = {
      ...sample.placement('n', 1),
      participants: [sample.participant('new')],
      sessions: [{ tokenHash: 'new', principal: '{}', expiresAt: sample.NOON }],
      jobs: [sample.job('new', sample.NOON)],
    };
    const conflicting = { ...whole, idempotency: sample.idempotency('exporter', 'k') };
    t.is(await outcome(store.commit(conflicting)), 'key-exists');
    t.deepEqual(await everything(store), before);
    t.is(await store.session('new'), undefined);
    t.deepEqual(await store.takeJobs(sample.at(60), 9, 1), []);
    t.is(await outcome(store.commit(whole)), 'done');
  });

  rule(
    'of 100 commits at once each key has one winner, and nobody else suffers',
    async (t, store) => {
      await store.commit({ contracts: [sample.contract('shared')] });
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, (_, n) =>
          outcome(
            store.commit({
              contracts: [sample.contract(`c${n}`)],
              entries: [sample.entry(`e${n}`)],
              idempotency: sample.idempotency('exporter', `key ${n % 10 === 0 ? 'same' : n}`),
            }),
          ),
        ),
      );
      t.is(outcomes.filter((each) => each === 'done').length, 91);
      t.is(outcomes.filter((each) => each === 'key-exists').length, 9);
      const winners = outcomes.flatMap((each, n) => (each === 'done' ? [`e${n}`] : []));
      const pending = (await store.journal.pending(1000)).map((each) => each.id);
      t.deepEqual(pending.toSorted(), winners.toSorted());
      t.is((await store.contractsOf('exporter')).length, 92);
    },
  );

  rule('of 20 changes of one contract at once one wins, the others are stale', async (t, store) => {
    await store.commit({ contracts: [sample.contract('c')] });
    const changes = Array.from({ length: 20 }, (_, n) =>
      outcome(store.commit({ contracts: [sample.contract('c', { revision: 2, number: `${n}` })] })),
    );
    const outcomes = await Promise.all(changes);
    t.deepEqual(outcomes.filter((each) => each === 'done').length, 1);
    t.is((await store.contract('c'))?.number, String(outcomes.indexOf('done')));
  });

  rule('a version is not visible before its received entry is sequenced', async (t, store) => {
    await store.commit({
      ...sample.placement('d', 1),
      entries: [sample.entry('r'), sample.entry('p')],
      versions: [sample.version('d', 1, { received: 'r', placed: 'p' })],
    });
    t.deepEqual(await store.versionsOf('d'), []);
    await store.journal.sequence(sample.batch(0, ['r'], sample.at(1)));
    const received = {
      ...sample.version('d', 1, { received: 'r', placed: 'p' }),
      receivedAt: sample.at(1),
    };
    // Para. 24: received, and not placed before its placing is fixed.
    t.deepEqual(await store.versionsOf('d'), [{ ...received, state: 'pending' }]);
    await store.journal.sequence(sample.batch(1, ['p'], sample.at(2)));
    t.deepEqual(await store.versionsOf('d'), [{ ...received, placedAt: sample.at(2) }]);
  });

  rule('versions come in order of number whatever the order of sequencing', async (t, store) => {
    await store.commit(sample.placement('d', 2));
    await store.commit({
      entries: [sample.entry('d-10'), sample.entry('d-9')],
      versions: [
        sample.version('d', 10, { received: 'd-10' }),
        sample.version('d', 9, { received: 'd-9' }),
      ],
    });
    await store.journal.sequence(sample.batch(0, ['d-10', 'd-9', 'd-2']));
    t.deepEqual(
      (await store.versionsOf('d')).map((each) => each.number),
      [2, 9, 10],
    );
  });

  rule('answers and arguments are copies', async (t, store) => {
    const mine = sample.contract('c') as { number: string } & ReturnType<typeof sample.contract>;
    const stored = store.commit({ contracts: [mine] });
    mine.number = 'changed after the call';
    await stored;
    const answer = (await store.contract('c')) as typeof mine;
    t.is(answer.number, '№ c');
    answer.number = 'changed by the reader';
    t.is((await store.contract('c'))?.number, '№ c');
  });

  rule('close lets the calls under way finish', async (t, store) => {
    const under = Promise.all([
      outcome(store.commit({ contracts: [sample.contract('a')] })),
      outcome(store.commit({ entries: [sample.entry('e')] })),
      outcome(store.participants()),
    ]);
    await store.close();
    t.deepEqual(await under, ['done', 'done', 'done']);
  });

  rule('after close every call is refused as unavailable', async (t, store) => {
    await store.close();
    t.is(await outcome(store.commit({ contracts: [sample.contract('c')] })), 'unavailable');
    t.is(await outcome(store.contract('c')), 'unavailable');
    t.is(await outcome(store.journal.head()), 'unavailable');
    await t.notThrowsAsync(store.close());
  });
}

function dangling(): readonly (readonly [string, Changes])[] {
  const foreign = { ...sample.document('d', 'c-d'), ownerId: 'somebody else' };
  return [
    ['a document of no contract', { documents: [sample.document('n', 'nowhere')] }],
    ['a document that moves to another owner', { documents: [foreign] }],
    [
      'a contract in force from an entry that is not there',
      { contracts: [sample.contract('n')], contractsEntry: 'none' },
    ],
    [
      'a contract that moves',
      { contracts: [sample.contract('c-d', { revision: 2, ownerId: 'x' })] },
    ],
    ['a version of no document', { versions: [sample.version('n', 1, { received: 'd-1' })] }],
    ['a version without its entry', { versions: [sample.version('d', 2, { received: 'none' })] }],
    [
      'a version without its second entry',
      { versions: [sample.version('d', 2, { received: 'd-1', placed: 'none' })] },
    ],
    ['an entry that is there already', { entries: [sample.entry('d-1')] }],
  ];
}
