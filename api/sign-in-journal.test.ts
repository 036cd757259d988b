import { join } from 'node:path';
import test from 'ava';
import BetterSqlite3 from 'better-sqlite3';
import { entrepreneur, head } from '../test-fixtures/pki/subjects.ts';
import { assertionBy, seconds, sendAssertion } from './assertion.fixture.ts';
import {
  clientOf,
  sendSignedChallenge,
  signedChallenge,
  signInBy,
  signText,
} from './client.fixture.ts';
import { journalLines, type Line } from './journal-lines.fixture.ts';
import {
  algorithms,
  enter,
  placed,
  placeRequest,
  type Stage,
  sharedEnding,
  startStage,
} from './service.fixture.ts';
import { SIGN_IN_CONTENT_TYPE } from './sign-in/challenge.ts';

const ending = sharedEnding();
const stage = await startStage(ending);
test.after.always(() => ending.end());

const journalOf = ({ data }: Stage, action: string): readonly Line[] => {
  const lines = journalLines(data);
  const all = lines.next();
  lines.close();
  return all.filter((line) => line.action === action);
};

const refusals = (of: Stage) => journalOf(of, 'session.refused').map(({ content }) => content);

const asChallenge = { digest: algorithms, eContentType: SIGN_IN_CONTENT_TYPE };

async function challengeText({ origin }: Stage): Promise<string> {
  const { json } = await clientOf(origin).post('/v1/sign-in/challenges', {});
  return String(json['challenge']);
}

const link = (of: Stage, ticket: string) =>
  clientOf(of.origin).post('/v1/sign-in/tickets', { ticket });

/** Each on a service of its own, so that the entry is the attempt's. */
const refused: readonly (readonly [
  string,
  (of: Stage) => Promise<{ readonly status: number }>,
  object,
])[] = [
  [
    'octets that are no signature',
    ({ origin }) => sendSignedChallenge(origin, Buffer.from('Иванов Иван')),
    { means: 'signed-challenge', reason: 'unreadable' },
  ],
  [
    'a signed document in place of a challenge',
    async (of) =>
      sendSignedChallenge(
        of.origin,
        await signText(await challengeText(of), of.identities.head, { digest: algorithms }),
      ),
    { means: 'signed-challenge', reason: 'wrong-content-type' },
  ],
  [
    'a challenge that is not ours',
    async (of) =>
      sendSignedChallenge(of.origin, await signText('Иванов', of.identities.head, asChallenge)),
    { means: 'signed-challenge', reason: 'not-our-challenge' },
  ],
  [
    'a bad signature',
    async (of) => {
      const cms = await signedChallenge(of.origin, of.identities.head, algorithms);
      const changed = Uint8Array.from(cms);
      const last = changed.length - 1;
      changed[last] = (changed[last] ?? 0) ^ 1;
      return sendSignedChallenge(of.origin, changed);
    },
    {
      means: 'signed-challenge',
      reason: 'signature-not-passed',
      indication: 'TOTAL-FAILED',
      subIndication: 'SIG_CRYPTO_FAILURE',
    },
  ],
  [
    'an assertion that has expired, of a bank that is registered',
    async (of) =>
      sendAssertion(of, await assertionBy(of, { iat: seconds() - 200, exp: seconds() - 100 })),
    { means: 'assertion', reason: 'assertion-not-valid', claimed: '(bank)' },
  ],
  [
    'an assertion that is no JWT',
    (of) => sendAssertion(of, 'Иванов Иван'),
    { means: 'assertion', reason: 'malformed-assertion' },
  ],
  [
    'an assertion of somebody unknown',
    (of) =>
      sendAssertion(of, ['{"alg":"ES256"}', '{"sub":"Ivanov"}', ''].map(toBase64Url).join('.')),
    { means: 'assertion', reason: 'unknown-client' },
  ],
  [
    'a link that nobody issued',
    (of) => link(of, 'Иванов'),
    { means: 'link', reason: 'link-not-open' },
  ],
];

const toBase64Url = (text: string) => Buffer.from(text).toString('base64url');

test.serial(
  'para. 13 (з): every refused sign-in is journalled, by codes of ours alone',
  async (t) => {
    for (const [what, attempt, expected] of refused) {
      const before = refusals(stage).length;
      t.true([401, 422].includes((await attempt(stage)).status), what);
      const [entry, ...more] = refusals(stage).slice(before);
      t.deepEqual(more, [], what);
      const known = JSON.parse(JSON.stringify(expected).replace('(bank)', stage.bankId));
      t.deepEqual(entry, known, what);
    }
    const text = JSON.stringify(journalOf(stage, 'session.refused'));
    t.notRegex(text, /Иванов|Ivanov/);
    t.true(
      journalOf(stage, 'session.refused').every(({ actor }) => actor['participant'] === 'system'),
    );
  },
);

test.serial('a challenge and an assertion that are used twice are journalled', async (t) => {
  const cms = await signedChallenge(stage.origin, stage.identities.head, algorithms);
  await sendSignedChallenge(stage.origin, cms);
  await sendSignedChallenge(stage.origin, cms);
  t.deepEqual(refusals(stage).at(-1), { means: 'signed-challenge', reason: 'challenge-used' });
  const assertion = await assertionBy(stage);
  t.is((await sendAssertion(stage, assertion)).status, 200);
  t.is((await sendAssertion(stage, assertion)).status, 401);
  const known = { means: 'assertion', reason: 'assertion-used', claimed: stage.bankId };
  t.deepEqual(refusals(stage).at(-1), known);
});

test.serial('who proves a certificate and is no participant is journalled with it', async (t) => {
  const stranger = await stage.pki.issue({ subject: entrepreneur });
  const cms = await signedChallenge(stage.origin, stranger, algorithms);
  t.is((await sendSignedChallenge(stage.origin, cms)).status, 401);
  const last = journalOf(stage, 'session.refused').at(-1);
  t.like(last, { content: { reason: 'unknown-participant' }, actor: { participant: 'unknown' } });
  t.regex(String(last?.actor['certificate']), /^[0-9a-f]{64}$/);
});

test.serial('a challenge that has expired is journalled', async (t) => {
  const state = { ahead: 0 };
  const now = () => new Date(Date.now() + state.ahead);
  const other = await startStage(t, { ports: { clock: { now } } });
  const cms = await signedChallenge(other.origin, other.identities.head, algorithms);
  state.ahead = 5 * 60 * 1000;
  t.is((await sendSignedChallenge(other.origin, cms)).status, 401);
  t.deepEqual(refusals(other), [{ means: 'signed-challenge', reason: 'challenge-expired' }]);
});

test.serial('attempts over the rate are not journalled', async (t) => {
  // The operator and the exporter sign in before, each by a challenge and its answer.
  const other = await startStage(t, { ports: { signInRate: { burst: 7, perMinute: 0.001 } } });
  const statuses: number[] = [];
  for (let count = 0; count < 5; count += 1) statuses.push((await link(other, 'x')).status);
  const told = statuses.filter((status) => status === 401).length;
  t.is(statuses.at(-1), 429);
  t.is(told, 3);
  t.is(refusals(other).length, told);
});

test('para. 13 (з): entering, handing over by a link and leaving are journalled', async (t) => {
  const person = await signInBy(stage.origin, await stage.pki.issue({ subject: head }), algorithms);
  const of = (action: string) => journalOf(stage, action).at(-1);
  const actor = { participant: stage.exporterId, authentication: 'qualified-signature' };
  const { json } = await person.post('/v1/session/tickets', {});
  t.like(of('session.link-issued'), { actor, content: { expiresAt: json['expiresAt'] } });
  const ticket = new URL(String(json['link'])).hash.replace('#ticket=', '');
  t.false(JSON.stringify(journalOf(stage, 'session.link-issued')).includes(ticket));
  const closed = journalOf(stage, 'session.closed').length;
  t.is((await person.send('DELETE', '/v1/session')).status, 204);
  t.is(journalOf(stage, 'session.closed').length, closed + 1);
  t.like(of('session.closed'), { actor });
  t.like(of('session.opened'), { actor });
});

for (const state of ['suspended', 'terminated'] as const) {
  test(`para. 17 (б), 22: who is ${state} does nothing more in a live session`, async (t) => {
    const own = await startStage(t);
    const { exporter, exporterId, identities } = own;
    const { contract, documentId, version } = await placed(exporter, identities.head, 'Договор');
    const request = await placeRequest(identities.head, 'Ещё');
    const db = new BetterSqlite3(join(own.data, 'okno.sqlite'));
    db.prepare("UPDATE participants SET record = json_set(record, '$.state', ?) WHERE id = ?").run(
      state,
      exporterId,
    );
    db.close();
    const attempts = [
      () => exporter.place(`/v1/contracts/${contract}/documents`, request),
      () => exporter.get('/v1/contracts'),
      () => exporter.get(`/v1/contracts/${contract}`),
      () => exporter.get(`${version}/content`),
      () => exporter.get(`/v1/documents/${documentId}/evidence`),
    ];
    for (const attempt of attempts) {
      const answer = await attempt();
      t.like(answer.json, { status: 403, reason: state }, answer.bytes.toString());
    }
    const denials = journalOf(own, 'access.denied');
    t.is(denials.filter(({ content }) => content['reason'] === state).length, attempts.length);
    t.like((await exporter.get('/v1/session')).json, { participant: { state } });
    // A session that is opened now may do no more than the one of before.
    const again = await enter(own.origin, identities.head);
    t.is((await again.get(`${version}/content`)).status, 403);
  });
}
