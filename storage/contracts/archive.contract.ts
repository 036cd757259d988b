import test, { type ExecutionContext } from 'ava';
import type { Metadata } from '../../vault/ports/metadata.ts';
import type { MetadataFactory } from './metadata.contract.ts';
import { outcome } from './outcome.ts';
import * as sample from './samples.ts';

/** What every adapter of `Metadata` keeps for the archive until it is told that the archive has it. */
export function archiveContract(name: string, make: MetadataFactory): void {
  const rule = (title: string, check: (t: ExecutionContext, store: Metadata) => Promise<void>) =>
    test(`${name}: ${title}`, async (t) => {
      const store = await make(t);
      t.teardown(() => store.close());
      await check(t, store);
    });
  const told = async (store: Metadata): Promise<readonly unknown[]> =>
    (await store.unarchived(99)).map(({ record }): unknown => JSON.parse(record));

  rule('what was committed waits for the archive in order, with its jobs', async (t, store) => {
    const participants = [sample.participant('exporter')];
    const entries = [sample.entry('e1')];
    const jobs = [sample.job('j', sample.NOON)];
    await store.commit({ participants });
    await store.commit({ entries, jobs });
    t.deepEqual(await told(store), [
      { kind: 'changes', changes: { participants } },
      { kind: 'changes', changes: { entries, jobs } },
    ]);
  });

  rule('sessions and jobs alone are not for the archive', async (t, store) => {
    await store.commit({
      sessions: [{ tokenHash: 'ab', principal: '{}', expiresAt: sample.NOON }],
      jobs: [sample.job('j', sample.NOON)],
    });
    t.deepEqual(await told(store), []);
  });

  rule('what was refused is not for the archive', async (t, store) => {
    await store.commit({ idempotency: sample.idempotency('exporter', 'key') });
    const again = { idempotency: sample.idempotency('exporter', 'key') };
    t.is(await outcome(store.commit(again)), 'key-exists');
    t.is((await store.unarchived(9)).length, 1);
  });

  rule('what the archive has is forgotten, and no position comes again', async (t, store) => {
    for (const id of ['a', 'b', 'c']) {
      await store.commit({ participants: [sample.participant(id)] });
    }
    const [a, b, c] = await store.unarchived(9);
    const [first] = await store.unarchived(1);
    t.deepEqual(first, a);
    await store.forgetArchived(
      [a, c].flatMap((each) => (each === undefined ? [] : [each.position])),
    );
    await store.forgetArchived([a?.position ?? -1]);
    t.deepEqual(await store.unarchived(9), b === undefined ? [] : [b]);
    await store.forgetArchived([b?.position ?? -1]);
    await store.commit({ participants: [sample.participant('d')] });
    const [d] = await store.unarchived(9);
    t.true((d?.position ?? 0) > (c?.position ?? Number.POSITIVE_INFINITY));
  });
}
