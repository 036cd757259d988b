import test from 'ava';
import type { Principal } from '../model/participant.ts';
import { readVersion } from '../reading/read-version.ts';
import {
  codeOf,
  director,
  memoryWorld,
  participant,
  refusalOf,
} from '../testing/memory-world.fixture.ts';
import {
  journalOf,
  NOW,
  place,
  principalOf,
  scannerSaying,
  signed,
} from '../testing/vault-world.ts';
import { judgeAgain } from '../verification/judge-again.ts';
import { decideQuarantine } from './decide-quarantine.ts';
import { listQuarantine } from './list-quarantine.ts';

const OPERATOR = participant('operator', { kind: 'operator' });
const officer = (person: string, certificate: string): Principal =>
  principalOf(OPERATOR, { person, certificate });
const BELOVA = officer('Белова Ирина', 'aa');
const GROMOV = officer('Громов Олег', 'bb');

async function quarantined() {
  const world = await memoryWorld({ participants: [OPERATOR] });
  world.scanner = scannerSaying(() => ({ verdict: 'infected', name: 'False.Alarm' }));
  const { outcome } = await place(world, { files: await signed(Buffer.from('акт'), director) });
  const { documentId } = outcome;
  const say = (
    principal: Principal,
    decision: unknown,
    { key = world.newId(), because = 'ложная тревога' } = {},
  ) =>
    decideQuarantine(
      { principal, idempotencyKey: key, documentId, version: 1, facts: { decision, because } },
      world,
    );
  const version = async () => (await world.metadata.versionsOf(documentId))[0];
  return { world, documentId, say, version };
}

test('para. 13 (е): one operator proposes, another releases; then the signatures decide, and the release is told', async (t) => {
  const { world, documentId, say, version } = await quarantined();
  t.like(await say(BELOVA, 'release'), { step: 'proposed', state: 'quarantined' });
  const [listed] = await listQuarantine(GROMOV, world);
  t.like(listed?.version.hold?.proposal, { decision: 'release', person: 'Белова Ирина' });
  t.like(await say(GROMOV, 'release'), { step: 'decided', state: 'pending' });
  t.deepEqual(await listQuarantine(GROMOV, world), []);
  const [job] = await world.metadata.takeJobs(NOW.toISOString(), 1, 60);
  await judgeAgain(job?.payload ?? '', world);
  t.is((await version())?.state, 'accepted');
  t.true((await version())?.hold?.reasons.some(({ code }) => code === 'released-by-operator'));
  const read = { principal: world.principal, documentId, number: 1, part: 'content' } as const;
  t.is((await readVersion(read, world)).version.number, 1);
  const actions = (await journalOf(world)).map(({ action }) => action);
  t.deepEqual(
    actions.filter((action) => action !== 'document.read'),
    [
      'document.received',
      'document.quarantined',
      'quarantine.proposed',
      'quarantine.decided',
      'document.placed',
    ],
  );
});

test('its twin, refused by both, stays received, is never placed and its content stays shut', async (t) => {
  const { world, documentId, say, version } = await quarantined();
  await say(BELOVA, 'refuse');
  t.like(await say(GROMOV, 'refuse'), { step: 'decided', state: 'refused' });
  const now = await version();
  t.like(now, { state: 'refused', receivedAt: NOW.toISOString() });
  t.is(now?.placedAt, undefined);
  const read = { principal: world.principal, documentId, number: 1, part: 'content' } as const;
  t.is(await refusalOf(readVersion(read, world)), 'denied quarantined');
  t.is(await refusalOf(say(BELOVA, 'release')), 'not-found');
});

test('one person alone decides nothing, whatever certificate or name is used', async (t) => {
  for (const same of [BELOVA, officer('Белова Ирина', 'cc'), officer('Другое имя', 'aa')]) {
    const { say, version } = await quarantined();
    await say(BELOVA, 'release');
    t.is(await refusalOf(say(same, 'release')), 'already-exists');
    t.is((await version())?.state, 'quarantined');
  }
});

test('another word is a new proposal, which the first operator may take up', async (t) => {
  const { say, version } = await quarantined();
  await say(BELOVA, 'release');
  t.like(await say(GROMOV, 'refuse'), { step: 'proposed' });
  t.like((await version())?.hold?.proposal, { decision: 'refuse', person: 'Громов Олег' });
  t.like(await say(BELOVA, 'refuse'), { step: 'decided', state: 'refused' });
});

test('equal word under the same key, equal answer, for ever; other content is refused', async (t) => {
  const { say, world } = await quarantined();
  const first = await say(BELOVA, 'release', { key: 'k' });
  await say(GROMOV, 'release');
  t.deepEqual(await say(BELOVA, 'release', { key: 'k' }), first);
  t.is(await refusalOf(say(BELOVA, 'refuse', { key: 'k' })), 'idempotency-mismatch');
  const decided = (await journalOf(world)).filter(({ action }) => action === 'quarantine.decided');
  t.is(decided.length, 1);
});

test('of two that decide at once one does, and the other hears that it has changed', async (t) => {
  const { say, world } = await quarantined();
  await say(BELOVA, 'release');
  const both = await Promise.all([
    refusalOf(say(GROMOV, 'release')),
    refusalOf(say(officer('Третий Пётр', 'dd'), 'release')),
  ]);
  t.deepEqual(both.sort(), ['done', 'stale']);
  t.is((await world.metadata.takeJobs(NOW.toISOString(), 9, 60)).length, 1);
});

for (const [title, principal, expected] of [
  [
    'a session without qualified signature',
    { ...BELOVA, authentication: 'esia-two-factor' },
    'denied authentication-too-weak',
  ],
  [
    'a system of the operator',
    principalOf(OPERATOR, { authentication: 'system-key' }),
    'denied authentication-too-weak',
  ],
  [
    'the owner',
    { ...BELOVA, participantId: 'exporter', kind: 'russian-person' },
    'denied outside-competence',
  ],
  [
    'a bank',
    { ...BELOVA, participantId: 'bank', kind: 'currency-control-agent' },
    'denied outside-competence',
  ],
] as const) {
  test(`nobody but a person of the operator decides: ${title}`, async (t) => {
    const { say, world, version } = await quarantined();
    t.is(await refusalOf(say(principal, 'release')), expected);
    t.is((await version())?.hold?.proposal, undefined);
    t.is((await journalOf(world)).at(-1)?.action, 'access.denied');
  });
}

test('a word that is none, or without a reason, is refused with its field', async (t) => {
  const { say } = await quarantined();
  t.is(await codeOf(say(BELOVA, 'delete')), 'invalid');
  t.is(await codeOf(say(BELOVA, 'release', { because: '' })), 'invalid');
});

test('what is not in quarantine answers like nothing', async (t) => {
  const { world } = await quarantined();
  delete world.scanner;
  const { outcome } = await place(world, { files: await signed(Buffer.from('иное'), director) });
  const facts = { decision: 'release', because: 'x' };
  const request = { principal: BELOVA, idempotencyKey: 'k', documentId: outcome.documentId, facts };
  t.is(await refusalOf(decideQuarantine({ ...request, version: 1 }, world)), 'not-found');
  t.is(await refusalOf(decideQuarantine({ ...request, version: 2 }, world)), 'not-found');
});
