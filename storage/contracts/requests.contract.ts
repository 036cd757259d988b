import test from 'ava';
import type { RequestRecord } from '../../vault/model/request.ts';
import type { SendingRecord } from '../../vault/model/sending.ts';
import { everything } from './everything.ts';
import type { MetadataFactory } from './metadata.contract.ts';
import { outcome } from './outcome.ts';
import * as sample from './samples.ts';

function request(id: string, more: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id,
    requesterId: 'bank',
    requesterName: 'Банк «Сибирь»',
    exporterId: 'exporter',
    number: `ЗП-${id}`,
    date: '2026-03-02',
    ground: '173-ФЗ, ст. 23, ч. 1',
    items: [{ text: 'Акт приёмки', category: 'b' }, { text: 'Коносамент' }],
    term: { workingDays: 7 },
    arrivedEntry: `${id}-arrived`,
    ...more,
  };
}

const base = {
  ...sample.placement('d', 1),
  participants: ['exporter', 'bank', 'body'].map(sample.participant),
};

/** What every adapter of `Metadata` keeps about requests (para. 25 (г)). */
export function requestsContract(name: string, make: MetadataFactory): void {
  test(`${name}: a request is seen once its arrival is fixed, by id, by trader and by requester`, async (t) => {
    const store = await make(t);
    t.teardown(() => store.close());
    await store.commit(base);
    const [one, two] = [
      request('r1'),
      request('r2', { requesterId: 'body', term: { due: '2026-04-01' } }),
    ];
    const entries = [one, two].map(({ arrivedEntry }) => sample.entry(arrivedEntry));
    await store.commit({ entries, requests: [one, two] });
    t.is(await store.request('r1'), undefined);
    t.deepEqual(await store.requestsTo('exporter'), []);
    await store.journal.sequence(sample.batch(0, ['d-1', 'r1-arrived'], sample.at(1)));
    const first = { ...one, arrivedAt: sample.at(1) };
    t.deepEqual(await store.request('r1'), first);
    t.deepEqual(await store.requestsTo('exporter'), [first]);
    await store.journal.sequence(sample.batch(2, ['r2-arrived'], sample.at(2)));
    const second = { ...two, arrivedAt: sample.at(2) };
    t.deepEqual(await store.requestsTo('exporter'), [first, second]);
    t.deepEqual(await store.requestsBy('bank'), [first]);
    t.deepEqual(await store.requestsBy('body'), [second]);
    for (const nobody of ['', 'r3', '__proto__', "' OR 1=1 --"]) {
      t.is(await store.request(nobody), undefined);
      t.deepEqual(await store.requestsTo(nobody), []);
      t.deepEqual(await store.requestsBy(nobody), []);
      t.deepEqual(await store.sendingsAnswering(nobody), []);
    }
  });

  test(`${name}: the sendings that answer a request are found by it, others are not`, async (t) => {
    const store = await make(t);
    t.teardown(() => store.close());
    const asked = request('r1');
    const sending = (id: string, answers?: SendingRecord['answers']): SendingRecord => ({
      id,
      documentId: 'd',
      version: 1,
      senderId: 'exporter',
      addresseeId: 'bank',
      addresseeName: 'Банк «Сибирь»',
      ...(answers === undefined ? {} : { answers }),
      sentEntry: `${id}-sent`,
      deliveredEntry: `${id}-delivered`,
    });
    const sendings = [sending('s1', { request: 'r1', items: [1, 2] }), sending('s2')];
    const ids = ['r1-arrived', 's1-sent', 's1-delivered', 's2-sent', 's2-delivered'];
    const entries = [...base.entries, ...ids.map(sample.entry)];
    await store.commit({ ...base, entries, requests: [asked], sendings });
    t.deepEqual(await store.sendingsAnswering('r1'), []);
    await store.journal.sequence(sample.batch(0, ['d-1', ...ids], sample.at(1)));
    const found = await store.sendingsAnswering('r1');
    t.deepEqual(
      found.map(({ id, answers }) => ({ id, answers })),
      [{ id: 's1', answers: { request: 'r1', items: [1, 2] } }],
    );
    t.is((await store.sendingsOf('d')).length, 2);
    const stray = sending('s3', { request: 'none', items: [1] });
    const step = store.commit({
      entries: ['s3-sent', 's3-delivered'].map(sample.entry),
      sendings: [stray],
    });
    t.is(await outcome(step), 'corrupt');
  });

  const dangling: Readonly<Record<string, Partial<RequestRecord>>> = {
    'by nobody': { requesterId: 'none' },
    'to nobody': { exporterId: 'none' },
    'without its entry': { arrivedEntry: 'none' },
    'with an id that is taken': { id: 'r1' },
  };
  for (const [what, change] of Object.entries(dangling)) {
    test(`${name}: a request ${what} is refused as corrupt and leaves nothing`, async (t) => {
      const store = await make(t);
      t.teardown(() => store.close());
      const entries = [...base.entries, sample.entry('r1-arrived')];
      await store.commit({ ...base, entries });
      await store.commit({ requests: [request('r1')] });
      const before = await everything(store);
      const fresh = { entries: [sample.entry('r2-arrived')] };
      const next = { ...request('r2'), ...change };
      t.is(await outcome(store.commit({ ...fresh, requests: [next] })), 'corrupt');
      t.deepEqual(await everything(store), before);
      t.is(await outcome(store.commit({ ...fresh, requests: [request('r2')] })), 'done');
    });
  }
}
