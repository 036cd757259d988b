import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { createPki, type TestPki } from '../../test-fixtures/pki/create-pki.ts';
import { responderUrls, startResponder } from '../../test-fixtures/pki/responder.ts';
import { defaultPolicy } from '../policy/default-policy.ts';
import { validateSignatures } from '../process/validate-signatures.ts';
import { evidenceCache } from './evidence-cache.ts';
import { onlineEvidence } from './online-evidence.ts';

const algorithms = algorithmsOf([nodeCrypto]);
const NOW = new Date();

interface Online {
  readonly pki: TestPki;
  readonly origin: string;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

async function online(): Promise<Online> {
  let pki: TestPki | undefined;
  const asked: string[] = [];
  const current = () => {
    if (pki === undefined) throw new Error('no PKI yet');
    return pki;
  };
  const onRequest = (path: string) => void asked.push(path);
  const responder = await startResponder(current, { onRequest });
  pki = await createPki({ now: NOW, urls: responderUrls(responder.origin) });
  return { pki, asked, close: () => responder.close(), origin: responder.origin };
}

test('CRLs, OCSP answer and issuer are fetched; with them the signature passes', async (t) => {
  const { pki, close } = await online();
  t.teardown(close);
  const identity = await pki.issue({ subject: { commonName: 'Онлайн' } });
  const source = onlineEvidence({ algorithms, allowPrivate: true });
  const evidence = await source.fetch({
    certificates: [
      { certificate: identity.certificate, issuer: pki.issuer },
      { certificate: pki.issuer, issuer: pki.root },
    ],
  });
  t.deepEqual(evidence.failures, []);
  t.true(evidence.crls.length >= 2);
  t.true(evidence.ocspResponses.length >= 1);
  t.true(evidence.certificates.length >= 1);
  const content = new Uint8Array([1, 2, 3]);
  const cms = await signCades({
    content: bytesSource(content),
    detached: true,
    identities: [{ ...identity, chain: [] }], // the issuer is only to be had online
    signingTime: NOW,
    digest: algorithms,
  });
  const input = {
    signature: { name: 's', source: bytesSource(cms) },
    content: { name: 'c', source: bytesSource(content) },
    trust: [{ certificate: pki.root }],
    policy: defaultPolicy,
    time: new Date(),
    algorithms,
  };
  const [signature] = (await validateSignatures({ ...input, evidence })).signatures;
  t.is(signature?.indication, 'TOTAL-PASSED', JSON.stringify(signature?.reason));
  const none = { certificates: [], crls: [], ocspResponses: [] };
  const [alone] = (await validateSignatures({ ...input, evidence: none })).signatures;
  t.is(alone?.subIndication, 'NO_CERTIFICATE_CHAIN_FOUND');
});

test('private addresses are not spoken to by default; what failed is said, nothing is thrown', async (t) => {
  const { pki, close } = await online();
  t.teardown(close);
  const { certificate } = await pki.issue({ subject: { commonName: 'Онлайн' } });
  const evidence = await onlineEvidence({ algorithms }).fetch({
    certificates: [{ certificate, issuer: pki.issuer }],
  });
  t.deepEqual([evidence.crls, evidence.ocspResponses, evidence.certificates], [[], [], []]);
  t.true(evidence.failures.length >= 3);
  t.true(evidence.failures.every(({ reason }) => reason.includes('not public')));
});

test('an answer that is no CRL is a failure, not an error', async (t) => {
  const { pki, close, origin } = await online();
  t.teardown(close);
  const { certificate } = await pki.issue({
    subject: { commonName: 'Онлайн' },
    cdp: [`${origin}/issuing.cer`, `${origin}/nothing`, 'ldap://127.0.0.1/cn=crl'],
  });
  const evidence = await onlineEvidence({ algorithms, allowPrivate: true }).fetch({
    certificates: [{ certificate }],
  });
  t.deepEqual(evidence.crls, []);
  t.deepEqual(evidence.failures.map(({ url }) => url).sort(), [
    `${origin}/issuing.cer`,
    `${origin}/nothing`,
  ]);
});

/** What a place answers with that names so many issuers or lists, in how many octets more. */
const ANSWERS: readonly (readonly [
  title: string,
  reason: RegExp | undefined,
  answer: { readonly issuers?: number; readonly lists?: number; readonly more?: number },
])[] = [
  ['256 issuers are taken', undefined, { issuers: 256 }],
  ['257 issuers are none', /over 256 in one answer/, { issuers: 257 }],
  ['issuers in over a MiB are none', /over 1048576 octets/, { issuers: 1, more: 1024 * 1024 }],
  ['256 lists are taken', undefined, { lists: 256 }],
  ['257 lists are none', /over 256 in one answer/, { lists: 257 }],
  ['a list in over a MiB is taken', undefined, { lists: 1, more: 1024 * 1024 }],
];
for (const [title, reason, { issuers = 0, lists = 0, more = 0 }] of ANSWERS) {
  test(`of what one place answers with ${title}`, async (t) => {
    const pki = await createPki({ now: NOW });
    const list = await pki.crl();
    const answer = [
      ...Array.from({ length: issuers }, () => toPem('CERTIFICATE', pki.issuer.der)),
      ...Array.from({ length: lists }, () => toPem('X509 CRL', list)),
      ' '.repeat(more),
    ].join('');
    const server = createServer((_, response) => response.end(answer)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { certificate } = await pki.issue({
      subject: { commonName: 'Онлайн' },
      ...(issuers > 0 ? { aia: { caIssuers: url } } : { cdp: [url] }),
    });
    const source = onlineEvidence({ algorithms, allowPrivate: true });
    const { certificates, crls, failures } = await source.fetch({
      certificates: [{ certificate }],
    });
    const taken = reason === undefined;
    t.is(certificates.length, taken ? issuers : 0, JSON.stringify(failures));
    t.is(crls.length, taken ? lists : 0);
    t.is(failures.length, taken ? 0 : 1);
    if (!taken) t.regex(failures[0]?.reason ?? '', reason);
  });
}

test('places over the limit are not asked, and that is told', async (t) => {
  const { pki, close, origin, asked } = await online();
  t.teardown(close);
  const cdp = Array.from({ length: 60 }, (_, n) => `${origin}/list-${n}`);
  const { certificate } = await pki.issue({ subject: { commonName: 'Онлайн' }, cdp });
  const { failures } = await onlineEvidence({ algorithms, allowPrivate: true }).fetch({
    certificates: [{ certificate }],
  });
  t.is(asked.length, 32);
  t.is(failures.length, 33);
  t.true(failures.some(({ reason }) => reason.includes('over 32 places')));
});

test('with a cache each place is asked once for several signers; OCSP once per certificate and issuer', async (t) => {
  const { pki, close, asked } = await online();
  t.teardown(close);
  const issue = async () => (await pki.issue({ subject: { commonName: 'Онлайн' } })).certificate;
  const [one, other] = [await issue(), await issue()];
  const now = () => new Date();
  const source = onlineEvidence({ algorithms, allowPrivate: true, cache: evidenceCache({ now }) });
  const fetch = (certificate: Certificate, issuer: Certificate) =>
    source.fetch({ certificates: [{ certificate, issuer }] });
  const [first, second] = await Promise.all([fetch(one, pki.issuer), fetch(one, pki.issuer)]);
  await fetch(other, pki.issuer);
  await fetch(one, pki.issuer);
  t.deepEqual(asked.toSorted(), ['/issuing.cer', '/issuing.crl', '/ocsp', '/ocsp']);
  t.is(first.crls[0], second.crls[0]);
  t.deepEqual(first.failures, []);
  // The same serial number under another authority is another question.
  await fetch(one, (await pki.otherRoot()).issuer);
  // Refused as unauthorized, it is asked once more without a nonce.
  t.is(asked.filter((path) => path === '/ocsp').length, 4);
});

test('each exchange waits for its turn at its host; what is remembered needs none', async (t) => {
  const { pki, close, asked } = await online();
  t.teardown(close);
  const { certificate } = await pki.issue({ subject: { commonName: 'Онлайн' } });
  const turns: string[] = [];
  const source = onlineEvidence({
    ...{ algorithms, allowPrivate: true, cache: evidenceCache({ now: () => NOW }) },
    turns: {
      take: (url, exchange) => {
        turns.push(new URL(url).pathname);
        return exchange();
      },
    },
  });
  const request = { certificates: [{ certificate, issuer: pki.issuer }] };
  const first = await source.fetch(request);
  t.true(turns.length > 1);
  t.deepEqual(turns.toSorted(), asked.toSorted());
  t.deepEqual(await source.fetch(request), first);
  t.deepEqual(turns.toSorted(), asked.toSorted());
});
