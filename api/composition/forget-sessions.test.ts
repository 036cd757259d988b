import test from 'ava';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { forgetSessions } from './forget-sessions.ts';

const NOW = new Date('2026-03-10T12:00:00.000Z');
const clock = { now: () => NOW };

test('para. 13 (з): expired sessions are gone after the start, live ones stay, and the journal says so once', async (t) => {
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
  for (const round of ['first', 'second']) {
    const newId = () => round;
    await forgetSessions({ metadata, clock, newId, log: { write: () => t.fail() } })();
  }
  t.is(await metadata.session('expired'), undefined);
  t.truthy(await metadata.session('live'));
  const entries = await metadata.journal.pending(10);
  t.deepEqual(
    entries.map(({ id, action, actor, content }) => ({
      id,
      action,
      by: actor.participant,
      content,
    })),
    [
      {
        id: 'first',
        action: 'sessions.forgotten',
        by: 'system',
        content: { until: NOW.toISOString(), sessions: 1 },
      },
    ],
  );
});

test('a store that fails is logged, and nothing else is disturbed', async (t) => {
  const metadata = {
    expiredSessions: () => Promise.reject(new Error('no space')),
    commit: () => Promise.reject(new Error('no space')),
  };
  const events: string[] = [];
  const stop = forgetSessions({
    metadata,
    clock,
    newId: () => 'id',
    log: { write: ({ event }) => void events.push(event) },
  });
  await stop();
  t.deepEqual(events, ['sessions-not-removed']);
});
