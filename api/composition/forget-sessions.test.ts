import test from 'ava';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { forgetSessions } from './forget-sessions.ts';

const NOW = new Date('2026-03-10T12:00:00.000Z');
const clock = { now: () => NOW };

test('expired sessions are gone after the start, live ones stay', async (t) => {
  const metadata = memoryMetadata();
  const session = (tokenHash: string, expiresAt: string) => ({
    tokenHash,
    principal: '{}',
    expiresAt,
  });
  await metadata.commit({
    sessions: [
      session('expired', '2026-03-10T11:59:59.999Z'),
      session('live', '2026-03-10T12:00:00.001Z'),
    ],
  });
  const stop = forgetSessions({ metadata, clock, log: { write: () => t.fail() } });
  await stop();
  t.is(await metadata.session('expired'), undefined);
  t.truthy(await metadata.session('live'));
});

test('a store that fails is logged, and nothing else is disturbed', async (t) => {
  const metadata = { removeSessions: () => Promise.reject(new Error('no space')) };
  const events: string[] = [];
  const stop = forgetSessions({
    metadata,
    clock,
    log: { write: ({ event }) => void events.push(event) },
  });
  await stop();
  t.deepEqual(events, ['sessions-not-removed']);
});
