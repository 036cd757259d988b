import test from 'ava';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import type { Participant, Principal } from '../../vault/model/participant.ts';
import { ConflictError } from '../../vault/ports/storage-error.ts';
import { actUnder, endSession, liveSession, openSession } from './sessions.ts';

const TRADER: Participant = {
  id: 'p',
  kind: 'russian-person',
  state: 'active',
  name: 'ООО',
  registeredAt: '',
};
const PRINCIPAL: Principal = {
  participantId: 'p',
  kind: 'russian-person',
  state: 'active',
  authentication: 'qualified-signature',
};

async function opened() {
  const metadata = memoryMetadata();
  await metadata.commit({ participants: [TRADER] });
  const ids = Array.from({ length: 20 }, (_, at) => `id-${at}`).values();
  const ports = {
    metadata,
    now: () => new Date('2026-03-10T12:00:00.000Z'),
    newId: () => String(ids.next().value),
    randomBytes: (size: number) => new Uint8Array(size),
  };
  const { token } = await openSession({ principal: PRINCIPAL, ends: { seconds: 60 } }, ports);
  const read = async () => {
    const live = await liveSession(token, ports);
    if (live === undefined) throw new Error('not alive');
    return live;
  };
  return { ports, token, read };
}

test('para. 21: what is changed about a session beside its end leaves it ended', async (t) => {
  const { ports, token, read } = await opened();
  const live = await read();
  await endSession({ principal: live.own, tokenHash: live.tokenHash }, ports);
  const error = await t.throwsAsync(actUnder(live, undefined, ports), {
    instanceOf: ConflictError,
  });
  t.is(error?.code, 'stale');
  t.is(await liveSession(token, ports), undefined);
  const actions = (await ports.metadata.journal.pending(10)).map(({ action }) => action);
  t.deepEqual(actions, ['session.opened', 'session.closed'], 'nothing is journalled of it');
});

test('the same without its end is done', async (t) => {
  const { ports, token, read } = await opened();
  await actUnder(await read(), undefined, ports);
  t.truthy(await liveSession(token, ports));
});
