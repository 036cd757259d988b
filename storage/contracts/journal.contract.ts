import test, { type ExecutionContext } from 'ava';
import type { Metadata, SequencedBatch } from '../../vault/ports/metadata.ts';
import { everything } from './everything.ts';
import type { MetadataFactory } from './metadata.contract.ts';
import { outcome } from './outcome.ts';
import * as sample from './samples.ts';

/** What every adapter of `JournalStore` keeps: indexes without gap or fork, one receipt per entry. */
export function journalContract(name: string, make: MetadataFactory): void {
  const rule = (title: string, check: (t: ExecutionContext, store: Metadata) => Promise<void>) =>
    test(`${name}: ${title}`, async (t) => {
      const store = await make(t);
      t.teardown(() => store.close());
      await store.commit({ entries: [sample.entry('a'), sample.entry('b')] });
      await store.commit({ entries: [sample.entry('c')] });
      await check(t, store);
    });
  const ids = (entries: readonly { readonly id: string }[]) => entries.map((each) => each.id);

  rule('pending entries come in order of commit until they are sequenced', async (t, store) => {
    t.deepEqual(ids(await store.journal.pending(9)), ['a', 'b', 'c']);
    t.deepEqual(ids(await store.journal.pending(2)), ['a', 'b']);
    await store.journal.sequence(sample.batch(0, ['b']));
    t.deepEqual(ids(await store.journal.pending(9)), ['a', 'c']);
  });

  rule('a batch is given back as it was stored', async (t, store) => {
    t.is(await store.journal.head(), undefined);
    const stored = sample.batch(0, ['a', 'b', 'c']);
    await store.journal.sequence(stored);
    t.deepEqual(await store.journal.entries(0, 9), stored.entries);
    t.deepEqual(await store.journal.entries(1, 1), stored.entries.slice(1, 2));
    t.deepEqual(await store.journal.entries(3, 9), []);
    t.deepEqual(await store.journal.entry('b'), stored.entries[1]);
    t.deepEqual(await store.journal.head(), stored.head);
    t.deepEqual(
      await store.journal.nodes([
        { level: 0, index: 2 },
        { level: 0, index: 0 },
      ]),
      [stored.nodes[2]?.hash, stored.nodes[0]?.hash],
    );
    t.deepEqual(await store.journal.receipt('c'), stored.receipts[2]?.bytes);
  });

  rule('what is not sequenced has no index, receipt or node', async (t, store) => {
    t.is(await store.journal.entry('a'), undefined);
    t.is(await store.journal.receipt('a'), undefined);
    t.is(await outcome(store.journal.nodes([{ level: 0, index: 0 }])), 'not-found');
    t.deepEqual(await store.journal.nodes([]), []);
  });

  rule('a sequenced id cannot be committed again', async (t, store) => {
    await store.journal.sequence(sample.batch(0, ['a']));
    t.is(await outcome(store.commit({ entries: [sample.entry('a')] })), 'corrupt');
  });

  rule(
    'what comes with a batch to be done is in the outbox with it, or neither is',
    async (t, store) => {
      const job = { id: 'j', kind: 'stamp', payload: '{}', runAt: sample.at(0) };
      const batch = { ...sample.batch(0, ['a']), jobs: [job] };
      t.is(await outcome(store.journal.sequence({ ...batch, expectedSize: 7 })), 'stale');
      t.deepEqual(await store.takeJobs(sample.at(9), 9, 60), []);
      await store.journal.sequence(batch);
      t.deepEqual(await store.takeJobs(sample.at(9), 9, 60), [{ ...job, attempts: 1 }]);
    },
  );

  rule('every head that was signed is kept, and no other size has one', async (t, store) => {
    const batches = [sample.batch(0, ['a', 'b']), sample.batch(2, ['c'])];
    for (const batch of batches) await store.journal.sequence(batch);
    const [first, second] = batches.map(({ head }) => head.note);
    t.is(await store.journal.checkpoint(2), first);
    t.is(await store.journal.checkpoint(3), second);
    for (const size of [0, 1, 4]) t.is(await store.journal.checkpoint(size), undefined);
    t.deepEqual(await store.journal.checkpoints(0, 9), [first, second]);
    t.deepEqual(await store.journal.checkpoints(2, 9), [second]);
    t.deepEqual(await store.journal.checkpoints(0, 1), [first]);
    t.deepEqual(await store.journal.checkpoints(3, 9), []);
  });

  rule('an entry is erased with its receipt, once, and all else stays', async (t, store) => {
    const stored = sample.batch(0, ['a', 'b']);
    await store.journal.sequence(stored);
    const erasure = { entryId: 'a', commitment: new Uint8Array(32).fill(9), by: 'why' };
    const entries = [sample.entry('why')];
    await store.commit({ entries, entryErasures: [erasure] });
    const nothing = new Uint8Array(0);
    const erased = { commitment: erasure.commitment, by: 'why' };
    const expected = { ...stored.entries[0], bytes: nothing, salt: nothing, erased };
    t.deepEqual(await store.journal.entry('a'), expected as never);
    t.deepEqual(await store.journal.entries(0, 9), [expected, stored.entries[1]] as never);
    t.is(await store.journal.receipt('a'), undefined);
    t.deepEqual(await store.journal.receipt('b'), stored.receipts[1]?.bytes);
    t.deepEqual(await store.journal.head(), stored.head);
    const again = {
      entries: [sample.entry('again')],
      entryErasures: [{ ...erasure, by: 'again' }],
    };
    t.is(await outcome(store.commit(again)), 'stale');
    const pending = { ...erasure, entryId: 'c', by: 'again' };
    t.is(await outcome(store.commit({ ...again, entryErasures: [pending] })), 'stale');
    t.deepEqual(ids(await store.journal.pending(9)), ['c', 'why'], 'all of it or nothing');
  });

  rule('supplements to a checkpoint are kept in order, each once', async (t, store) => {
    const [one, two] = [Uint8Array.of(1), Uint8Array.of(2)];
    await store.journal.sequence(sample.batch(0, ['a', 'b']));
    t.deepEqual(await store.journal.supplements(2), []);
    await store.journal.putSupplement(2, two);
    await store.journal.putSupplement(2, one);
    await store.journal.putSupplement(2, two);
    await store.journal.putSupplement(1, two);
    t.deepEqual(await store.journal.supplements(2), [two, one]);
    t.deepEqual(await store.journal.supplements(1), [two]);
  });

  rule('there is no supplement to what was not signed yet', async (t, store) => {
    await store.journal.sequence(sample.batch(0, ['a']));
    for (const size of [0, 2, -1, 1.5]) {
      t.is(await outcome(store.journal.putSupplement(size, Uint8Array.of(1))), 'corrupt');
    }
  });

  rule('a head may be signed again over an unchanged journal', async (t, store) => {
    await store.journal.sequence(sample.batch(0, ['a']));
    const again = sample.batch(1, []);
    t.is(await outcome(store.journal.sequence(again)), 'done');
    t.deepEqual(await store.journal.head(), again.head);
  });

  for (const [what, code, bad] of refused()) {
    rule(`${what} is refused and leaves nothing`, async (t, store) => {
      await store.journal.sequence(sample.batch(0, ['a'], sample.at(10)));
      const before = await everything(store);
      t.is(await outcome(store.journal.sequence(bad)), code);
      t.deepEqual(await everything(store), before);
      t.is(
        await outcome(store.journal.sequence(sample.batch(1, ['b', 'c'], sample.at(10)))),
        'done',
      );
    });
  }

  rule('of two sequencers at once one wins, the other is stale', async (t, store) => {
    const outcomes = await Promise.all([
      outcome(store.journal.sequence(sample.batch(0, ['a', 'b']))),
      outcome(store.journal.sequence(sample.batch(0, ['a']))),
    ]);
    t.deepEqual(outcomes.toSorted(), ['done', 'stale']);
    const size = outcomes[0] === 'done' ? 2 : 1;
    t.is((await store.journal.head())?.size, size);
    t.is((await store.journal.entries(0, 9)).length, size);
  });
}

/** Each differs in one thing from the batch that is accepted after it. */
function refused(): readonly (readonly [string, string, SequencedBatch])[] {
  const good = sample.batch(1, ['b', 'c'], sample.at(10));
  const [b, c] = [sample.sequenced('b', 1, sample.at(10)), sample.sequenced('c', 2, sample.at(10))];
  const leaf = { level: 0, index: 0, hash: new Uint8Array(32) };
  return [
    ['an older expected size', 'stale', { ...good, expectedSize: 0 }],
    ['a newer expected size', 'stale', { ...good, expectedSize: 2 }],
    ['a gap between indexes', 'corrupt', { ...good, entries: [b, { ...c, index: 3 }] }],
    ['an index twice', 'corrupt', { ...good, entries: [b, { ...c, index: 1 }] }],
    [
      'time that runs backwards',
      'corrupt',
      { ...good, entries: [b, { ...c, time: sample.at(9) }] },
    ],
    ['a time in another form', 'corrupt', sample.batch(1, ['b', 'c'], '2026-03-02T12:00:10+03:00')],
    ['time before the last batch', 'corrupt', sample.batch(1, ['b', 'c'], sample.at(9))],
    ['a head of another size', 'corrupt', { ...good, head: { ...good.head, size: 4 } }],
    ['an entry that was never committed', 'corrupt', sample.batch(1, ['b', 'x'], sample.at(10))],
    ['an entry that is sequenced already', 'corrupt', sample.batch(1, ['b', 'a'], sample.at(10))],
    ['a node that is there already', 'corrupt', { ...good, nodes: [...good.nodes, leaf] }],
    [
      'a second receipt',
      'corrupt',
      { ...good, receipts: [...good.receipts, { entryId: 'a', bytes: new Uint8Array(1) }] },
    ],
    [
      'a receipt of nothing',
      'corrupt',
      { ...good, receipts: [{ entryId: 'x', bytes: new Uint8Array(1) }] },
    ],
  ];
}
