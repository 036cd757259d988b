import { setTimeout as pause } from 'node:timers/promises';
import test from 'ava';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { requireAccess } from '../access/require-access.ts';
import { memoryWorld } from '../testing/memory-world.fixture.ts';
import { NOW } from '../testing/vault-world.ts';
import { sequencePromptly } from './sequence-promptly.ts';

async function deniedIn(follow: boolean) {
  const world = await memoryWorld();
  const failures: unknown[] = [];
  const metadata = follow
    ? sequencePromptly(world.metadata, world.sequencer, (error) => failures.push(error))
    : world.metadata;
  const denied = requireAccess(
    {
      principal: world.principal,
      action: 'quarantine.read',
      what: 'quarantine',
      object: { kind: 'none' },
      asked: {},
    },
    { metadata, newId: world.newId },
  );
  await denied.catch(() => undefined);
  for (let tries = 0; follow && tries < 200; tries += 1) {
    if ((await world.metadata.journal.head()) !== undefined) break;
    await pause(10);
  }
  const entries = await world.metadata.journal.entries(0, 10);
  return { failures, times: entries.map(({ time }) => time) };
}

test('para. 13 (з): an action for which nobody waits gets its exact time all the same', async (t) => {
  t.deepEqual(await deniedIn(true), { failures: [], times: [NOW.toISOString()] });
});

test('its twin without the follower would wait for whoever comes next', async (t) => {
  t.deepEqual(await deniedIn(false), { failures: [], times: [] });
});

test('a sequencer that fails is heard of, and the commit stands', async (t) => {
  const store = memoryMetadata();
  const failures: unknown[] = [];
  const failing = { sequenced: () => Promise.reject(new Error('clock went back')) };
  const metadata = sequencePromptly(store, failing, (error) => failures.push(error));
  const entry = {
    id: 'e',
    action: 'session.opened',
    actor: { participant: 'p', authentication: 'system-key' },
    paragraph: 'D65-13з',
    content: {},
    receipt: false,
  } as const;
  await metadata.commit({ entries: [entry] });
  await metadata.commit({});
  await pause(0);
  t.is(failures.length, 1);
  t.is((await store.journal.pending(9)).length, 1);
});
