// Para. 21: who gets in, and with what; everything else stays outside.
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { UnsecuredJWT } from 'jose';
import { toPem } from '../formats/x509/pem.ts';
import { head } from '../test-fixtures/pki/subjects.ts';
import {
  assertionBy,
  assertionOf,
  type Claims,
  goodClaims,
  seconds,
  sendAssertion,
} from './assertion.fixture.ts';
import {
  type Answer,
  type Client,
  clientOf,
  sendSignedChallenge,
  signedChallenge,
  signText,
} from './client.fixture.ts';
import { algorithms, enter, type Stage, sharedEnding, startStage } from './service.fixture.ts';
import { SIGN_IN_CONTENT_TYPE } from './sign-in/challenge.ts';

const ending = sharedEnding();
const shared = await startStage(ending);
test.after.always(() => ending.end());

function said(answer: Answer): string {
  const type = String(answer.json['type']).replace('urn:okno:problem:', '');
  return `${answer.status} ${type}: ${String(answer.json['detail'])}`;
}

test('the challenge is readable text with origin, purpose, time and nonce in two languages', async (t) => {
  const { origin } = shared;
  const { json } = await clientOf(origin).post('/v1/sign-in/challenges', {});
  const text = String(json['challenge']);
  for (const words of ['Вход', 'Sign-in', `Origin: ${origin}`, 'Purpose: sign-in', 'Nonce: ']) {
    t.true(text.includes(words), text);
  }
  t.is(json['contentType'], SIGN_IN_CONTENT_TYPE);
});

// A missing peer is a skip on a desk and a failure in CI.
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const withOpenssl = hasOpenssl || process.env['CI'] !== undefined ? test : test.skip;

withOpenssl('the command that the page shows signs in (peer: install openssl)', async (t) => {
  const { origin, identities, data } = shared;
  const { json } = await clientOf(origin).post('/v1/sign-in/challenges', {});
  const file = (name: string) => join(data, name);
  const { certificate, chain, pkcs8 } = identities.head;
  await writeFile(file('okno-sign-in.txt'), String(json['challenge']));
  await writeFile(file('key.pem'), toPem('PRIVATE KEY', pkcs8));
  await writeFile(file('certificate.pem'), toPem('CERTIFICATE', certificate.der));
  const above = chain.map(({ der }) => toPem('CERTIFICATE', der)).join('');
  await writeFile(file('chain.pem'), above);
  const options = ['-binary', '-nodetach', '-nosmimecap', '-outform', 'DER'];
  const type = ['-econtent_type', String(json['contentType'])];
  const files = ['-signer', 'certificate.pem', '-certfile', 'chain.pem', '-inkey', 'key.pem'];
  const args = [
    'cms',
    '-sign',
    ...options,
    ...type,
    ...files,
    '-in',
    'okno-sign-in.txt',
    '-out',
    'okno-sign-in.p7m',
  ];
  const openssl = spawnSync('openssl', args, { cwd: data, encoding: 'utf8' });
  t.is(openssl.status, 0, openssl.stderr);
  const answer = await sendSignedChallenge(origin, await readFile(file('okno-sign-in.p7m')));
  t.is(answer.status, 201, answer.bytes.toString());
});

test('a challenge is good once', async (t) => {
  const { origin, identities } = shared;
  const cms = await signedChallenge(origin, identities.head, algorithms);
  t.is((await sendSignedChallenge(origin, cms)).status, 201);
  t.is(said(await sendSignedChallenge(origin, cms)), '401 sign-in-refused: challenge used before');
});

const refusedChallenge = test.macro({
  exec: async (t, make: (stage: Stage, text: string) => Promise<Uint8Array>, words: RegExp) => {
    const stage = shared;
    const { json } = await clientOf(stage.origin).post('/v1/sign-in/challenges', {});
    const cms = await make(stage, String(json['challenge']));
    const answer = await sendSignedChallenge(stage.origin, cms);
    t.regex(said(answer), words);
    t.is(answer.json['token'], undefined);
  },
  title: (name) => `sign-in refused: ${name}`,
});

const asChallenge = { digest: algorithms, eContentType: SIGN_IN_CONTENT_TYPE };

test(
  'a signed document is no challenge, even with the same text',
  refusedChallenge,
  ({ identities }, text) => signText(text, identities.head, { digest: algorithms }),
  /401 sign-in-refused: content type must be/,
);
test(
  'a text that differs in one letter',
  refusedChallenge,
  ({ identities }, text) => signText(text.replace('no doc', 'a doc'), identities.head, asChallenge),
  /401 sign-in-refused: not a challenge of this service/,
);
test(
  'a challenge of another origin',
  refusedChallenge,
  ({ identities }, text) =>
    signText(
      text.replace(/Origin: .*/, 'Origin: https://evil.example'),
      identities.head,
      asChallenge,
    ),
  /401 sign-in-refused: not a challenge of this service/,
);
test(
  'a challenge with its time moved on',
  refusedChallenge,
  ({ identities }, text) =>
    signText(text.replace(/Valid until: 20/, 'Valid until: 21'), identities.head, asChallenge),
  /401 sign-in-refused: not a challenge of this service/,
);
test(
  'octets that are no signature',
  refusedChallenge,
  async () => Buffer.from('hello'),
  /422 format-/,
);
test(
  'a revoked certificate',
  refusedChallenge,
  async ({ pki }, text) => {
    const revoked = await pki.issue({ subject: head });
    pki.revoke(revoked.certificate, new Date(Date.now() - 1000), 'keyCompromise');
    return signText(text, revoked, asChallenge);
  },
  /401 sign-in-refused: the signature did not pass/,
);
test(
  'an unknown certification authority',
  refusedChallenge,
  async ({ pki }, text) =>
    signText(text, await (await pki.otherRoot()).issue({ subject: head }), asChallenge),
  /401 sign-in-refused: the signature did not pass/,
);
test(
  'a good certificate of somebody who is no participant',
  refusedChallenge,
  async ({ pki }, text) => {
    const subject = { ...head, innLegalEntity: '9909000099', ogrn: '1029900000096' };
    return signText(text, await pki.issue({ subject }), asChallenge);
  },
  /401 sign-in-refused: unknown-participant/,
);
test(
  'the ИНН of a participant with the ОГРН of another',
  refusedChallenge,
  async ({ pki }, text) => {
    const subject = { ...head, ogrn: '1029900000096' };
    return signText(text, await pki.issue({ subject }), asChallenge);
  },
  /401 sign-in-refused: unknown-participant/,
);

test('a challenge is good for five minutes', async (t) => {
  const state = { ahead: 0 };
  const now = () => new Date(Date.now() + state.ahead);
  const { origin, identities } = await startStage(t, { ports: { clock: { now } } });
  const cms = await signedChallenge(origin, identities.head, algorithms);
  state.ahead = 5 * 60 * 1000;
  const answer = await sendSignedChallenge(origin, cms);
  t.is(said(answer), '401 sign-in-refused: the challenge has expired');
});

test('a session ends with sign-out and with its term', async (t) => {
  const state = { ahead: 0 };
  const now = () => new Date(Date.now() + state.ahead);
  const { exporter, operator } = await startStage(t, { ports: { clock: { now } } });
  t.like((await exporter.get('/v1/session')).json, {
    authentication: 'qualified-signature',
    person: 'Смирнова Анна Павловна',
    participant: { kind: 'russian-person' },
  });
  t.is((await exporter.send('DELETE', '/v1/session')).status, 204);
  t.is((await exporter.get('/v1/session')).status, 401);
  t.is((await operator.get('/v1/session')).status, 200);
  state.ahead = 9 * 60 * 60 * 1000;
  t.is((await operator.get('/v1/session')).status, 401);
});

test('a page gets the session as a cookie that scripts cannot read, and unsafe methods need its origin', async (t) => {
  const { origin, identities } = shared;
  const cms = await signedChallenge(origin, identities.head, algorithms);
  const page = {
    'sec-fetch-site': 'same-origin',
    origin,
    'content-type': 'application/pkcs7-mime',
  };
  const visitor = clientOf(origin);
  const foreign = await visitor.send('POST', '/v1/sign-in', {
    headers: { ...page, origin: 'https://evil.example' },
    body: Uint8Array.from(cms),
  });
  t.regex(said(foreign), /^403 foreign-origin/);
  const headers = page;
  const entered = await visitor.send('POST', '/v1/sign-in', {
    headers,
    body: Uint8Array.from(cms),
  });
  t.is(entered.status, 201);
  t.is(entered.json['token'], undefined);
  const set = entered.headers.get('set-cookie') ?? '';
  t.regex(set, /^okno=[\w-]{43}; path=\/; expires=[^;]+; samesite=strict; httponly$/i);
  const cookie = set.split(';')[0] ?? '';
  t.is((await visitor.get('/v1/session', { cookie })).status, 200);
  for (const from of [{}, { origin: 'https://evil.example' }, { origin: 'null' }]) {
    const answer = await visitor.send('DELETE', '/v1/session', { headers: { cookie, ...from } });
    t.regex(said(answer), /^403 foreign-origin/);
  }
  const leave = await visitor.send('DELETE', '/v1/session', { headers: { cookie, origin } });
  t.is(leave.status, 204);
});

test('on https the cookie is Secure and bound to the host (RFC 6265bis §4.1.3.2)', async (t) => {
  const publicOrigin = 'https://okno.test';
  const { origin, identities } = await startStage(t, { config: { origin: publicOrigin } });
  const cms = await signedChallenge(origin, identities.head, algorithms);
  const entered = await clientOf(origin).send('POST', '/v1/sign-in', {
    headers: {
      'sec-fetch-site': 'same-origin',
      origin: publicOrigin,
      'content-type': 'application/pkcs7-mime',
    },
    body: Uint8Array.from(cms),
  });
  t.is(entered.status, 201, entered.bytes.toString());
  t.regex(entered.headers.get('set-cookie') ?? '', /^__Host-okno=.*; path=\/;.*secure; httponly$/i);
  t.regex(entered.headers.get('strict-transport-security') ?? '', /max-age=\d+/);
});

test('a one-time link hands the session to a browser once', async (t) => {
  const { exporter, origin } = shared;
  const ticket = await ticketOf(exporter);
  const visitor = clientOf(origin);
  t.is((await visitor.post('/v1/sign-in/tickets', { ticket })).status, 201);
  t.regex(said(await visitor.post('/v1/sign-in/tickets', { ticket })), /^401 sign-in-refused/);
  t.regex(said(await visitor.post('/v1/sign-in/tickets', {})), /^401 sign-in-refused/);
});

test('a one-time link gives no more than what is left of the session, and nothing after sign-out', async (t) => {
  const state = { ahead: 0 };
  const now = () => new Date(Date.now() + state.ahead);
  const { exporter, origin } = await startStage(t, { ports: { clock: { now } } });
  const visitor = clientOf(origin);
  const hour = 60 * 60 * 1000;
  const ends = Date.parse(String((await exporter.get('/v1/session')).json['expiresAt']));
  state.ahead = 7.5 * hour;
  const entered = await visitor.post('/v1/sign-in/tickets', { ticket: await ticketOf(exporter) });
  t.is(Date.parse(String(entered.json['expiresAt'])), ends);
  const second = clientOf(origin, String(entered.json['token']));
  const again = await ticketOf(second);
  t.is((await second.send('DELETE', '/v1/session')).status, 204);
  t.regex(
    said(await visitor.post('/v1/sign-in/tickets', { ticket: again })),
    /^401 sign-in-refused/,
  );
  const last = await ticketOf(exporter);
  state.ahead = 8.1 * hour;
  t.regex(
    said(await visitor.post('/v1/sign-in/tickets', { ticket: last })),
    /^401 sign-in-refused/,
  );
});

test('a session by link ends with the one that it comes from, and not the other way', async (t) => {
  const { origin, identities } = shared;
  const handOver = async (from: Client) => {
    const ticket = await ticketOf(from);
    const { json } = await clientOf(origin).post('/v1/sign-in/tickets', { ticket });
    return clientOf(origin, String(json['token']));
  };
  const alive = async (...clients: readonly Client[]) =>
    Promise.all(clients.map(async (each) => (await each.get('/v1/session')).status));
  const parent = await enter(origin, identities.head);
  const [child, sibling] = [await handOver(parent), await handOver(parent)];
  const grandchild = await handOver(child);
  t.deepEqual(await alive(parent, child, sibling, grandchild), [200, 200, 200, 200]);
  await child.send('DELETE', '/v1/session');
  t.deepEqual(await alive(parent, child, sibling, grandchild), [200, 401, 200, 401]);
  await parent.send('DELETE', '/v1/session');
  t.deepEqual(await alive(parent, sibling), [401, 401]);
});

async function ticketOf(client: Client): Promise<string> {
  const { json } = await client.post('/v1/session/tickets', {});
  return new URL(String(json['link'])).hash.replace('#ticket=', '');
}

test('a bank’s system signs in by a signed assertion and acts as the bank (RFC 7523)', async (t) => {
  const stage = shared;
  const answer = await sendAssertion(stage, await assertionBy(stage));
  t.like(answer.json, { token_type: 'Bearer', expires_in: 1800 }, answer.bytes.toString());
  const bank = clientOf(stage.origin, String(answer.json['access_token']));
  t.like((await bank.get('/v1/session')).json, {
    authentication: 'system-key',
    participant: { id: stage.bankId },
  });
});

test('an assertion is good once', async (t) => {
  const stage = shared;
  const assertion = await assertionBy(stage);
  t.is((await sendAssertion(stage, assertion)).status, 200);
  const again = await sendAssertion(stage, assertion);
  t.regex(said(again), /^401 sign-in-refused: .*jti was used before/);
  t.is(again.json['error'], 'invalid_client');
});

const refusedAssertion = test.macro({
  exec: async (t, make: (stage: Stage) => Promise<string>) => {
    const stage = shared;
    const answer = await sendAssertion(stage, await make(stage));
    t.regex(said(answer), /^401 sign-in-refused: client assertion/);
    t.is(answer.json['access_token'], undefined);
  },
  title: (name) => `assertion refused: ${name}`,
});

const changed = (change: (stage: Stage) => Claims) => async (stage: Stage) =>
  assertionBy(stage, change(stage));

test(
  'another audience',
  refusedAssertion,
  changed(() => ({ aud: 'https://other.example' })),
);
test(
  'two audiences: the other could replay it here',
  refusedAssertion,
  changed(({ origin }) => ({ aud: [`${origin}/v1/token`, 'https://other.example'] })),
);
test(
  'expired',
  refusedAssertion,
  changed(() => ({ iat: seconds() - 120, exp: seconds() - 10 })),
);
test(
  'longer than five minutes',
  refusedAssertion,
  changed(() => ({ exp: seconds() + 301 })),
);
test(
  'issued long ago',
  refusedAssertion,
  changed(() => ({ iat: seconds() - 400 })),
);
test(
  'issued in the future',
  refusedAssertion,
  changed(() => ({ iat: seconds() + 60 })),
);
test(
  'no jti',
  refusedAssertion,
  changed(() => ({ jti: undefined })),
);
test(
  'no exp',
  refusedAssertion,
  changed(() => ({ exp: undefined })),
);
test(
  'issuer not the subject',
  refusedAssertion,
  changed(() => ({ iss: 'somebody' })),
);
test(
  'of the exporter, who has no key registered',
  refusedAssertion,
  changed(({ exporterId }) => ({ iss: exporterId, sub: exporterId })),
);
test('a key that is not registered', refusedAssertion, async (stage) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return assertionOf(goodClaims(stage), privateKey);
});
test('alg none', refusedAssertion, async (stage) =>
  new UnsecuredJWT({ ...goodClaims(stage) }).encode(),
);
test('alg RS256', refusedAssertion, async (stage) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return assertionOf(goodClaims(stage), privateKey, 'RS256');
});
test('a signature with one bit changed', refusedAssertion, async (stage) => {
  const assertion = await assertionBy(stage);
  const [head64 = '', body = '', value = ''] = assertion.split('.');
  const bytes = Buffer.from(value, 'base64url');
  bytes[3] = (bytes[3] ?? 0) ^ 1;
  return `${head64}.${body}.${bytes.toString('base64url')}`;
});
for (const sub of [{ a: 1 }, true, 1, ['x'], null]) {
  test(`a subject that is ${JSON.stringify(sub)}`, refusedAssertion, async () => {
    const parts = [{ alg: 'ES256' }, { sub }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    return `${parts.join('.')}.AAAA`;
  });
}
test('not a JWT', refusedAssertion, async () => 'a.b.c');
test('nothing', refusedAssertion, async () => '');

test('attempts to sign in are limited by address: 429 with Retry-After', async (t) => {
  const { origin } = await startStage(t, {
    ports: { signInRate: { burst: 8, perMinute: 1 } },
  });
  const visitor = clientOf(origin);
  const statuses: number[] = [];
  for (let count = 0; count < 12; count += 1) {
    statuses.push((await visitor.post('/v1/sign-in/challenges', {})).status);
  }
  t.is(statuses.at(-1), 429);
  const last = await visitor.post('/v1/sign-in/challenges', {});
  t.regex(last.headers.get('retry-after') ?? '', /^\d+$/);
});

test('behind a proxy addresses that the client claims buy no further attempts', async (t) => {
  const { origin } = await startStage(t, {
    config: { behindProxy: true },
    ports: { signInRate: { burst: 8, perMinute: 1 } },
  });
  const attempt = (address: string) =>
    clientOf(origin).send('POST', '/v1/sign-in/challenges', {
      headers: { 'x-forwarded-for': address },
    });
  const statuses: number[] = [];
  for (let count = 0; count < 12; count += 1) {
    statuses.push((await attempt(`10.0.0.${count}, 192.0.2.1`)).status);
  }
  t.is(statuses.at(-1), 429);
  t.is((await attempt('10.0.0.1, 192.0.2.2')).status, 201);
});
