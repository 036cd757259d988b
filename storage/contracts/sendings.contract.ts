import test from 'ava';
import type { SendingRecord } from '../../vault/model/sending.ts';
import { everything } from './everything.ts';
import type { MetadataFactory } from './metadata.contract.ts';
import { outcome } from './outcome.ts';
import * as sample from './samples.ts';

function sending(id: string, more: Partial<SendingRecord> = {}): SendingRecord {
  return {
    id,
    documentId: 'd',
    version: 1,
    senderId: 'exporter',
    addresseeId: 'bank',
    addresseeName: 'Банк «Сибирь»',
    sentEntry: `${id}-sent`,
    deliveredEntry: `${id}-delivered`,
    ...more,
  };
}

const entriesOf = ({ sentEntry, deliveredEntry }: SendingRecord) => [
  sample.entry(sentEntry),
  sample.entry(deliveredEntry),
];

const base = {
  ...sample.placement('d', 1),
  participants: [sample.participant('bank'), sample.participant('body')],
};

/** What every adapter of `Metadata` keeps about sendings (para. 24). */
export function sendingsContract(name: string, make: MetadataFactory): void {
  test(`${name}: a sending is seen once both its moments are fixed, by document and by addressee`, async (t) => {
    const store = await make(t);
    t.teardown(() => store.close());
    await store.commit(base);
    const [one, two] = [sending('s1'), sending('s2', { addresseeId: 'body' })];
    const entries = [one, two].flatMap(entriesOf);
    await store.commit({ entries, sendings: [one, two] });
    t.deepEqual(await store.sendingsOf('d'), []);
    await store.journal.sequence(sample.batch(0, ['d-1', 's1-sent'], sample.at(1)));
    t.deepEqual(await store.sendingsTo('bank'), []);
    const rest = ['s1-delivered', 's2-sent', 's2-delivered'];
    await store.journal.sequence(sample.batch(2, rest, sample.at(2)));
    const first = { ...one, sentAt: sample.at(1), deliveredAt: sample.at(2) };
    const second = { ...two, sentAt: sample.at(2), deliveredAt: sample.at(2) };
    t.deepEqual(await store.sendingsOf('d'), [first, second]);
    t.deepEqual(await store.sendingsTo('bank'), [first]);
    t.deepEqual(await store.sendingsTo('body'), [second]);
    for (const nobody of ['', 'exporter', '__proto__']) {
      t.deepEqual(await store.sendingsTo(nobody), []);
      t.deepEqual(await store.sendingsOf(nobody), []);
    }
  });

  const dangling: Readonly<Record<string, Partial<SendingRecord>>> = {
    'of no document': { documentId: 'none' },
    'of no version': { version: 2 },
    'to nobody': { addresseeId: 'none' },
    'without its entry': { sentEntry: 'none' },
    'without its second entry': { deliveredEntry: 'none' },
    'with an id that is taken': { id: 's1' },
  };
  for (const [what, change] of Object.entries(dangling)) {
    test(`${name}: a sending ${what} is refused as corrupt and leaves nothing`, async (t) => {
      const store = await make(t);
      t.teardown(() => store.close());
      const first = sending('s1');
      await store.commit({ ...base, entries: [...base.entries, ...entriesOf(first)] });
      await store.commit({ sendings: [first] });
      const before = await everything(store);
      const entries = entriesOf(sending('s2'));
      const next = { ...sending('s2'), ...change };
      t.is(await outcome(store.commit({ entries, sendings: [next] })), 'corrupt');
      t.deepEqual(await everything(store), before);
      t.is(await outcome(store.commit({ entries, sendings: [sending('s2')] })), 'done');
    });
  }
}
