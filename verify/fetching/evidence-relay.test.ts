import { MessageChannel } from 'node:worker_threads';
import test, { type ExecutionContext } from 'ava';
import { FormatError } from '../../formats/format-error.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import type { EvidenceRequest, EvidenceSource, FetchedEvidence } from '../process/evidence.ts';
import { relayEvidence, relayedEvidence } from './evidence-relay.ts';

const pki = await createPki({ now: new Date() });
const [signer, other] = [
  await pki.issue({ subject: { commonName: 'Иванов Иван' } }),
  await pki.issue({ subject: { commonName: 'Петров Пётр' } }),
];
const crl = parseCrl(await pki.crl());
const rootCrl = parseCrl(await pki.crl(undefined, { of: 'root' }));
const failures = [{ url: 'http://a/', reason: '404' }];
const FOUND: FetchedEvidence = {
  certificates: [pki.issuer],
  crls: [crl],
  ocspResponses: [parseOcspResponse(await pki.ocsp(signer.certificate))],
  failures,
  withoutNonce: ['http://b/'],
};
const NOTHING: FetchedEvidence = { certificates: [], crls: [], ocspResponses: [], failures: [] };
const one = { certificates: [{ certificate: signer.certificate }] };

/** By its octets: what reads a list has functions, which are equal to no others. */
function octetsOf({ certificates, crls, ocspResponses, ...told }: FetchedEvidence) {
  const [first, second, third] = [certificates, crls, ocspResponses].map((items) => {
    return items.map(({ der }) => der);
  });
  return { ...told, certificates: first, crls: second, ocspResponses: third };
}

/** The source as a thread sees it. */
function relayed(t: ExecutionContext, fetch: EvidenceSource['fetch'], kept?: number) {
  const { port1, port2 } = new MessageChannel();
  t.teardown(() => port1.close());
  relayEvidence({ fetch }, port1, kept);
  return relayedEvidence(port2);
}

test('what a thread asks for and gets is what was asked and found', async (t) => {
  const asked: EvidenceRequest[] = [];
  const source = relayed(t, async (request) => {
    asked.push(request);
    return FOUND;
  });
  const request = {
    certificates: [
      { certificate: signer.certificate, issuer: pki.issuer },
      { certificate: other.certificate },
    ],
  };
  t.deepEqual(octetsOf(await source.fetch(request)), octetsOf(FOUND));
  t.deepEqual(asked, [request]);
  t.deepEqual(octetsOf(await source.fetch({ certificates: [] })), octetsOf(FOUND));
});

test('answers go to who asked, in whatever order they come', async (t) => {
  const waiting: PromiseWithResolvers<FetchedEvidence>[] = [];
  const come = Promise.withResolvers<void>();
  const source = relayed(t, () => {
    const answer = Promise.withResolvers<FetchedEvidence>();
    waiting.push(answer);
    if (waiting.length === 2) come.resolve();
    return answer.promise;
  });
  const answers = [source.fetch(one), source.fetch(one)];
  await come.promise;
  waiting[1]?.resolve({ ...NOTHING, crls: [rootCrl] });
  t.deepEqual((await answers[1])?.crls[0]?.der, rootCrl.der);
  waiting[0]?.resolve({ ...NOTHING, crls: [crl] });
  t.deepEqual((await answers[0])?.crls[0]?.der, crl.der);
});

test('what is found again is the same object, and is not sent again', async (t) => {
  const { port1, port2 } = new MessageChannel();
  t.teardown(() => port1.close());
  const sent: number[] = [];
  port2.on('message', ({ crls }: { crls: readonly { octets?: Uint8Array }[] }) => {
    sent.push(crls[0]?.octets?.length ?? 0);
  });
  relayEvidence({ fetch: async () => FOUND }, port1);
  const source = relayedEvidence(port2);
  const [first, second] = [await source.fetch(one), await source.fetch(one)];
  t.is(second.crls[0], first.crls[0]);
  t.is(second.certificates[0], first.certificates[0]);
  t.deepEqual(sent, [crl.der.length, 0]);
});

test('of more than is kept each thing is sent anew when it is found again', async (t) => {
  const found = [crl, rootCrl, crl].map((each) => ({ ...NOTHING, crls: [each] }));
  const answers = found.values();
  const source = relayed(t, async () => answers.next().value ?? NOTHING, crl.der.length);
  const got: FetchedEvidence[] = [];
  for (const _ of found) got.push(await source.fetch(one));
  t.deepEqual(
    got.map(({ crls }) => crls[0]?.der),
    [crl.der, rootCrl.der, crl.der],
  );
  t.not(got[0]?.crls[0], got[2]?.crls[0]);
});

test('a source that breaks, as by a bug of ours, breaks what was asked of it alone', async (t) => {
  let asked = 0;
  const source = relayed(t, async () => {
    asked += 1;
    if (asked === 1) throw new Error('told to break');
    return FOUND;
  });
  await t.throwsAsync(source.fetch(one), { message: /told to break/ });
  t.deepEqual(octetsOf(await source.fetch(one)), octetsOf(FOUND));
});

test('an answer that the thread cannot read is told to who asked; the next is answered', async (t) => {
  const unread = { ...pki.issuer, der: Uint8Array.of(0x30, 0) };
  const answers = [{ ...NOTHING, certificates: [unread] }, FOUND];
  const source = relayed(t, async () => answers.shift() ?? NOTHING);
  await t.throwsAsync(source.fetch(one), { instanceOf: FormatError });
  t.deepEqual(octetsOf(await source.fetch(one)), octetsOf(FOUND));
});

test('what the other side cannot hand over is told to who asked', async (t) => {
  const answers = [{ ...FOUND, failures: [() => undefined] as unknown as typeof failures }, FOUND];
  const source = relayed(t, async () => answers.shift() ?? NOTHING);
  await t.throwsAsync(source.fetch(one), { message: /could not be cloned/ });
});
