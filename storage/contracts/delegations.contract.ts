import test from 'ava';
import type { DelegationRecord } from '../../vault/model/delegation.ts';
import { everything } from './everything.ts';
import type { MetadataFactory } from './metadata.contract.ts';
import { outcome } from './outcome.ts';
import * as sample from './samples.ts';

function delegation(id: string, more: Partial<DelegationRecord> = {}): DelegationRecord {
  return {
    id,
    granterId: 'exporter',
    delegateId: 'broker',
    actions: ['document.place', 'document.read'],
    categories: ['a', 'b'],
    until: '2027-01-01T00:00:00.000Z',
    grantedEntry: `${id}-granted`,
    ...more,
  };
}

const base = { participants: ['exporter', 'broker', 'bank'].map(sample.participant) };
const granted = (id: string) => ({ ...base, entries: [sample.entry(`${id}-granted`)] });

/** What every adapter of `Metadata` keeps about delegations (para. 32) and access of participants (para. 13 (к)). */
export function delegationsContract(name: string, make: MetadataFactory): void {
  test(`${name}: a delegation is seen once it is fixed, by id, by who gave and by who holds it`, async (t) => {
    const store = await make(t);
    t.teardown(() => store.close());
    const one = delegation('d1');
    await store.commit({ ...granted('d1'), delegations: [one] });
    t.is(await store.delegation('d1'), undefined);
    t.deepEqual(await store.delegationsOf('broker'), []);
    await store.journal.sequence(sample.batch(0, ['d1-granted'], sample.at(1)));
    const first = { ...one, grantedAt: sample.at(1) };
    t.deepEqual(await store.delegation('d1'), first);
    t.deepEqual(await store.delegationsOf('broker'), [first]);
    t.deepEqual(await store.delegationsOf('exporter'), [first]);
    for (const nobody of ['bank', '', '__proto__', "' OR 1=1 --"]) {
      t.deepEqual(await store.delegationsOf(nobody), []);
      t.is(await store.delegation(nobody), undefined);
    }
  });

  test(`${name}: a delegation is revoked once, as it was given`, async (t) => {
    const store = await make(t);
    t.teardown(() => store.close());
    const one = delegation('d1');
    const entries = ['d1-granted', 'd1-revoked', 'd2-revoked'].map(sample.entry);
    await store.commit({ ...base, entries, delegations: [one] });
    const revoked = { ...one, revokedEntry: 'd1-revoked' };
    t.is(await outcome(store.commit({ delegations: [one] })), 'stale');
    t.is(await outcome(store.commit({ delegations: [{ ...revoked, id: 'd2' }] })), 'stale');
    for (const other of [
      { granterId: 'bank' },
      { delegateId: 'bank' },
      { grantedEntry: 'd2-revoked' },
    ]) {
      t.is(await outcome(store.commit({ delegations: [{ ...revoked, ...other }] })), 'stale');
    }
    await store.commit({ delegations: [revoked] });
    t.is(await outcome(store.commit({ delegations: [revoked] })), 'stale');
    await store.journal.sequence(sample.batch(0, ['d1-granted'], sample.at(1)));
    // Revoked at once; the moment comes with the journal.
    t.deepEqual(await store.delegation('d1'), { ...revoked, grantedAt: sample.at(1) });
    await store.journal.sequence(sample.batch(1, ['d1-revoked'], sample.at(2)));
    t.like(await store.delegation('d1'), { revokedAt: sample.at(2) });
  });

  test(`${name}: of two revocations at once one counts`, async (t) => {
    const store = await make(t);
    t.teardown(() => store.close());
    const entries = ['d1-granted', 'r1', 'r2'].map(sample.entry);
    await store.commit({ ...base, entries, delegations: [delegation('d1')] });
    const outcomes = ['r1', 'r2'].map((revokedEntry) =>
      outcome(store.commit({ delegations: [delegation('d1', { revokedEntry })] })),
    );
    t.deepEqual((await Promise.all(outcomes)).sort(), ['done', 'stale']);
  });

  const dangling: Readonly<Record<string, Partial<DelegationRecord>>> = {
    'by nobody': { granterId: 'none' },
    'to nobody': { delegateId: 'none' },
    'without its entry': { grantedEntry: 'none' },
  };
  for (const [what, change] of Object.entries(dangling)) {
    test(`${name}: a delegation ${what} is refused as corrupt and leaves nothing`, async (t) => {
      const store = await make(t);
      t.teardown(() => store.close());
      await store.commit(granted('d1'));
      const before = await everything(store);
      const delegations = [delegation('d1', change)];
      t.is(await outcome(store.commit({ delegations })), 'corrupt');
      t.deepEqual(await everything(store), before);
    });
  }

  test(`${name}: a participant changes as it was read: of two at once one counts`, async (t) => {
    const store = await make(t);
    t.teardown(() => store.close());
    await store.commit(base);
    const before = await store.participant('broker');
    if (before === undefined) throw new Error('no participant');
    const changes = (['suspended', 'terminated'] as const).map((state) =>
      outcome(store.commit({ participantChanges: [{ before, after: { ...before, state } }] })),
    );
    t.deepEqual((await Promise.all(changes)).sort(), ['done', 'stale']);
    t.not((await store.participant('broker'))?.state, 'active');
    const other = { ...before, id: 'none' };
    t.is(
      await outcome(store.commit({ participantChanges: [{ before: other, after: other }] })),
      'stale',
    );
  });

  test(`${name}: what happened to the access of participants is told from a moment on, in order`, async (t) => {
    const store = await make(t);
    t.teardown(() => store.close());
    const event = (participantId: string, entry: string) =>
      ({ participantId, event: 'suspended', entry }) as const;
    const entries = ['e1', 'e2', 'e3'].map(sample.entry);
    const accessEvents = [event('broker', 'e2'), event('exporter', 'e1')];
    await store.commit({ ...base, entries, accessEvents });
    t.deepEqual(await store.accessEvents(''), []);
    await store.journal.sequence(sample.batch(0, ['e1'], sample.at(1)));
    await store.journal.sequence(sample.batch(1, ['e2', 'e3'], sample.at(2)));
    const first = { ...event('exporter', 'e1'), at: sample.at(1) };
    const second = { ...event('broker', 'e2'), at: sample.at(2) };
    t.deepEqual(await store.accessEvents(''), [first, second]);
    t.deepEqual(await store.accessEvents(sample.at(2)), [second]);
    t.is(await outcome(store.commit({ accessEvents: [event('none', 'e3')] })), 'corrupt');
    t.is(await outcome(store.commit({ accessEvents: [event('bank', 'none')] })), 'corrupt');
    t.is(await outcome(store.commit({ accessEvents: [event('bank', 'e1')] })), 'corrupt');
  });
}
