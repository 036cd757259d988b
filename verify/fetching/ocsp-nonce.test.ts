import test, { type ExecutionContext } from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { octetString } from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { createPki, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { ocspError } from '../../test-fixtures/pki/ocsp.ts';
import { responderUrls, startResponder } from '../../test-fixtures/pki/responder.ts';
import { evidenceCache } from './evidence-cache.ts';
import { type OnlineEvidenceOptions, onlineEvidence } from './online-evidence.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const NONCE = new Uint8Array(32).fill(7);
const OTHER = new Uint8Array(32).fill(8);

type Responder = (pki: TestPki, request: Uint8Array) => Promise<Uint8Array>;

/** What a responder that acts so is asked, and what comes of it. */
async function ask(t: ExecutionContext, act: Responder, options: Partial<OnlineEvidenceOptions>) {
  const requests: Buffer[] = [];
  let pki: TestPki | undefined;
  const current = (): TestPki => {
    if (pki === undefined) throw new Error('no PKI yet');
    const whole = pki;
    return {
      ...whole,
      ocsp: async (about) => {
        if (!(about instanceof Uint8Array)) return whole.ocsp(about);
        requests.push(Buffer.from(about));
        return act(whole, about);
      },
    };
  };
  const responder = await startResponder(current);
  t.teardown(() => responder.close());
  const { ocsp } = responderUrls(responder.origin);
  pki = await createPki({ now: new Date(), urls: { ocsp } });
  const { certificate } = await pki.issue({ subject: { commonName: 'Онлайн' } });
  const random = (size: number) => NONCE.subarray(0, size);
  const source = onlineEvidence({ algorithms, allowPrivate: true, random, ...options });
  const pair = { certificate, issuer: pki.issuer };
  return { found: await source.fetch({ certificates: [pair] }), requests, source, pair };
}

const hasNonce = (request: Buffer) => request.includes(Buffer.from(octetString(NONCE)));
const repeats: Responder = (pki, request) => pki.ocsp(request);
const leavesOut: Responder = async (pki, request) => {
  const changed = Buffer.from(request);
  const at = changed.indexOf(Buffer.from(octetString(NONCE)));
  // Another extension of the same length: the responder repeats the nonce alone.
  if (at >= 0) changed[at - 3] = (changed[at - 3] ?? 0) ^ 0x40;
  return pki.ocsp(new Uint8Array(changed));
};
const another: Responder = async (pki, request) => {
  const changed = Buffer.from(request);
  changed.set(OTHER, changed.indexOf(NONCE));
  return pki.ocsp(new Uint8Array(changed));
};
const refuses: Responder = async (pki, request) =>
  hasNonce(Buffer.from(request)) ? ocspError('unauthorized') : pki.ocsp(request);

test('RFC 9654: a request carries 32 octets of nonce; an answer that repeats them counts, offered or demanded', async (t) => {
  for (const nonce of ['offered', 'demanded'] as const) {
    const { found, requests } = await ask(t, repeats, { nonce });
    t.is(requests.length, 1);
    t.true(requests.every(hasNonce));
    t.deepEqual(found.failures, []);
    t.is(found.ocspResponses.length, 1);
    t.true(found.ocspResponses[0]?.extensions.some(({ oid }) => oid === OID.ocspNonce));
    t.is(found.withoutNonce, undefined);
  }
});

test('an answer without a nonce counts and is told where it was offered; where it is demanded, it does not', async (t) => {
  const { found } = await ask(t, leavesOut, {});
  t.is(found.ocspResponses.length, 1);
  t.is(found.withoutNonce?.length, 1);
  const { found: demanded } = await ask(t, leavesOut, { nonce: 'demanded' });
  t.is(demanded.ocspResponses.length, 0);
  t.regex(demanded.failures[0]?.reason ?? '', /no nonce/);
});

test('an answer with the nonce of another request is a replay: it never counts', async (t) => {
  for (const nonce of ['offered', 'demanded'] as const) {
    const { found } = await ask(t, another, { nonce });
    t.is(found.ocspResponses.length, 0);
    t.regex(found.failures[0]?.reason ?? '', /nonce of another request/);
  }
});

test('a responder that refuses a request with a nonce is asked once more without; never where it is demanded', async (t) => {
  const { found, requests } = await ask(t, refuses, {});
  t.deepEqual(requests.map(hasNonce), [true, false]);
  t.is(found.ocspResponses.length, 1);
  t.is(found.withoutNonce?.length, 1);
  const { found: demanded, requests: once } = await ask(t, refuses, { nonce: 'demanded' });
  t.is(once.length, 1);
  t.is(demanded.ocspResponses.length, 0);
  t.is(demanded.failures.length, 1);
});

test('to a request without a nonce, an answer with one is of another request', async (t) => {
  let old: Uint8Array = new Uint8Array();
  const { found } = await ask(
    t,
    async (pki, request) => {
      if (!hasNonce(Buffer.from(request))) return another(pki, old);
      old = request;
      return ocspError('unauthorized');
    },
    {},
  );
  t.is(found.ocspResponses.length, 0);
  t.regex(found.failures[0]?.reason ?? '', /nonce of another request/);
});

test('the nonce makes no other question of it: a cache answers the second', async (t) => {
  let made = 0;
  const random = (size: number) => {
    made += 1;
    return new Uint8Array(size).fill(made);
  };
  const cache = evidenceCache({ now: () => new Date() });
  const { source, pair, requests } = await ask(t, repeats, { random, cache });
  await source.fetch({ certificates: [pair] });
  t.is(requests.length, 1);
});
