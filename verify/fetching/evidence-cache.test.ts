import test from 'ava';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { type CacheLimits, evidenceCache } from './evidence-cache.ts';
import type { Found } from './found.ts';

const NOW = new Date('2026-03-10T09:00:00.000Z');
const LIMITS: CacheLimits = {
  crlSeconds: 300,
  ocspSeconds: 60,
  failureSeconds: 5,
  octets: 1_000_000,
  entries: 100,
};
const pki = await createPki({ now: NOW });
const { certificate } = await pki.issue({ subject: { commonName: 'Кэш' } });
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

const crls = async (nextUpdate = later(86_400)): Promise<Found> => ({
  kind: 'crls',
  items: [parseCrl(await pki.crl(NOW, { nextUpdate }))],
});
const ocsp = async (nextUpdate = later(86_400)): Promise<Found> => ({
  kind: 'ocsp',
  items: [parseOcspResponse(await pki.ocsp(certificate, NOW, nextUpdate))],
});
const certificates: Found = { kind: 'certificates', items: [parseCertificate(pki.issuer.der)] };
const failure: Found = { kind: 'failure', url: 'http://ca.example/crl', reason: 'HTTP status 500' };
const other: Found = { kind: 'certificates', items: [] };

/** A cache under a clock that stands, and places that count how often they are asked. */
function subject(limits: Partial<CacheLimits> = {}) {
  let now = NOW;
  const cache = evidenceCache({ now: () => now, ...LIMITS, ...limits });
  const asked: string[] = [];
  return {
    asked,
    at: (time: Date) => {
      now = time;
    },
    ask: (question: string, found: Found) =>
      cache.found(question, async () => {
        asked.push(question);
        return found;
      }),
  };
}

const LIVES = [
  ['a CRL is used again for five minutes', await crls(), 300],
  ['a CRL is used again until its nextUpdate', await crls(later(100)), 100],
  ['an outdated CRL is asked for again after seconds', await crls(later(-1)), 5],
  ['an OCSP answer is used again for a minute', await ocsp(), 60],
  ['an OCSP answer is used again until its nextUpdate', await ocsp(later(30)), 30],
  ['an issuer is used again for five minutes', certificates, 300],
  ['a failure is remembered for seconds only', failure, 5],
] as const;

for (const [title, found, seconds] of LIVES) {
  test(title, async (t) => {
    const { ask, at, asked } = subject();
    await ask('a', found);
    at(later(seconds - 1));
    t.is(await ask('a', other), found);
    t.is(asked.length, 1);
    at(later(seconds));
    t.is(await ask('a', other), other);
    t.is(asked.length, 2);
  });
}

test('a clock that was set back ends what was remembered', async (t) => {
  const { ask, at, asked } = subject();
  await ask('a', await crls());
  at(later(-1));
  await ask('a', failure);
  t.is(asked.length, 2);
});

test('each question has its own answer', async (t) => {
  const { ask, asked } = subject();
  const one = await crls();
  t.is(await ask('a', one), one);
  t.is(await ask('b', failure), failure);
  t.is(await ask('a', failure), one);
  t.deepEqual(asked, ['a', 'b']);
});

test('who asks the same at the same time shares one fetch, also when it breaks', async (t) => {
  const cache = evidenceCache({ now: () => NOW, ...LIMITS });
  let asked = 0;
  const answer = Promise.withResolvers<Found>();
  const fetch = () => {
    asked += 1;
    return answer.promise;
  };
  const all = Promise.allSettled([cache.found('a', fetch), cache.found('a', fetch)]);
  answer.reject(new Error('a bug'));
  t.deepEqual(
    (await all).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  t.is(asked, 1);
  t.is(await cache.found('a', async () => failure), failure, 'what broke is not remembered');
});

test('what was used least recently goes when there are too many entries', async (t) => {
  const { ask, asked } = subject({ entries: 2 });
  const found = await crls();
  for (const question of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(question, found);
  t.deepEqual(asked, ['a', 'b', 'c', 'b']);
});

test('octets are bounded: the question counts, and what is larger than all room is not kept', async (t) => {
  const found = await crls();
  const size = found.kind === 'crls' ? (found.items[0]?.der.length ?? 0) : 0;
  const two = subject({ octets: 2 * (size + 1) });
  for (const question of ['a', 'b', 'a', 'c', 'a', 'b']) await two.ask(question, found);
  t.deepEqual(two.asked, ['a', 'b', 'c', 'b']);
  const none = subject({ octets: size });
  for (const question of ['a', 'a']) await none.ask(question, found);
  t.deepEqual(none.asked, ['a', 'a']);
});
