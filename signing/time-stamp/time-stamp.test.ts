import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { integer, octetString, sequence, utf8String } from '../../formats/asn1/encode.ts';
import { OID } from '../../formats/asn1/oids.ts';
import { encodeTimeStampRequest, parseTimeStampRequest } from '../../formats/tsp/request.ts';
import { parseTimeStampResponse } from '../../formats/tsp/response.ts';
import { parseTimeStampToken } from '../../formats/tsp/token.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki, type TestIdentity } from '../../test-fixtures/pki/create-pki.ts';
import {
  startTimeStampService,
  TEST_TSA_POLICY,
  testTimeStampServer,
} from '../../test-fixtures/pki/time-stamp-service.ts';
import { createTimeStampClient, type TimeStampClientPorts } from './client.ts';
import type { TimeStampServerPorts } from './server.ts';
import { TimeStampError, type TimeStampErrorCode } from './time-stamp-error.ts';

const NOW = new Date('2026-03-10T09:00:00.250Z');
const algorithms = algorithmsOf([nodeCrypto]);
const octets = new TextEncoder().encode('what is stamped');
const sha256 = new Uint8Array(createHash('sha256').update(octets).digest());
const pki = await createPki({ now: NOW });
const tsaOf = (key: 'rsa' | 'ec') =>
  pki.issue({
    subject: { commonName: `ТЕСТ Служба штампов ${key}` },
    key,
    extendedKeyUsage: [OID.kpTimeStamping],
    extendedKeyUsageCritical: true,
  });
const [rsa, ec] = await Promise.all([tsaOf('rsa'), tsaOf('ec')]);

const serverOf = (identity: TestIdentity, more: Partial<TimeStampServerPorts> = {}) =>
  testTimeStampServer({ identity, now: () => NOW, algorithms, ...more });

/** A client whose TSA is `answer`. */
function clientOf(
  answer: (request: Uint8Array) => Promise<Response>,
  more: Partial<TimeStampClientPorts> = {},
) {
  return createTimeStampClient({
    url: 'http://tsa.test/',
    fetch: (_, init) => answer(new Uint8Array(init?.body as Uint8Array)),
    timeout: 5000,
    checker: { check: async () => undefined },
    algorithms,
    digestOid: OID.sha256,
    random: (size) => new Uint8Array(randomBytes(size)),
    ...more,
  });
}

const reply = (body: Uint8Array) =>
  new Response(Uint8Array.from(body), {
    headers: { 'content-type': 'application/timestamp-reply' },
  });

test('RFC 3161 §2.2: the client gets a token over its octets from a TSA over HTTP', async (t) => {
  const service = await startTimeStampService({ identity: ec, now: () => NOW, algorithms });
  t.teardown(() => service.close());
  const checked: Uint8Array[] = [];
  const client = createTimeStampClient({
    url: service.url,
    fetch,
    timeout: 5000,
    checker: {
      check: async (token) => {
        checked.push(token);
        return undefined;
      },
    },
    algorithms,
    digestOid: OID.sha256,
    policy: TEST_TSA_POLICY,
    random: (size) => new Uint8Array(randomBytes(size)),
  });
  const { token, info } = await client.stamp(octets);
  t.deepEqual(info.genTime, NOW);
  t.deepEqual(info.messageImprint.digest, sha256);
  t.is(info.policy, TEST_TSA_POLICY);
  t.deepEqual(checked, [token], 'checked before it is handed out');
});

const refuses = (
  title: string,
  code: TimeStampErrorCode,
  answer: (request: Uint8Array) => Promise<Response>,
  more: Partial<TimeStampClientPorts> = {},
) =>
  test(`no token: ${title}`, async (t: ExecutionContext) => {
    const client = clientOf(answer, more);
    const error = await t.throwsAsync(client.stamp(octets), { instanceOf: TimeStampError });
    t.is(error?.code, code, error?.message);
  });

const server = serverOf(ec);
const request = (changes: Partial<Parameters<typeof encodeTimeStampRequest>[0]>, der: Uint8Array) =>
  encodeTimeStampRequest({ ...parseTimeStampRequest(der), ...changes });

refuses('RFC 3161 §2.2: over another imprint', 'other-imprint', async (der) => {
  const messageImprint = { algorithm: { oid: OID.sha256 }, digest: new Uint8Array(32) };
  return reply(await server.respond(request({ messageImprint }, der)));
});
refuses('over the same digest under another name', 'other-imprint', async (der) => {
  const messageImprint = { algorithm: { oid: OID.streebog256 }, digest: sha256 };
  const liar = algorithmsOf([
    nodeCrypto,
    {
      name: 'liar',
      digests: [{ name: 'liar', oid: OID.streebog256, xmlUris: [], size: 32, digest: (d) => d }],
      signatures: [],
    },
  ]);
  return reply(await serverOf(ec, { algorithms: liar }).respond(request({ messageImprint }, der)));
});
refuses('§2.4.2: with another nonce', 'other-nonce', async (der) =>
  reply(await server.respond(request({ nonce: Uint8Array.of(1) }, der))),
);
refuses('§2.4.2: without the nonce', 'other-nonce', async (der) => {
  const { messageImprint } = parseTimeStampRequest(der);
  return reply(await server.respond(encodeTimeStampRequest({ messageImprint, certificate: true })));
});
refuses(
  '§2.4.2: under another policy than asked for',
  'other-policy',
  async (der) => reply(await server.respond(request({ policy: TEST_TSA_POLICY }, der))),
  { policy: '2.999.7' },
);
refuses(
  'refused by the checker',
  'token-not-valid',
  async (der) => reply(await server.respond(der)),
  {
    checker: { check: async () => 'certificate-revoked' },
  },
);
refuses('§2.4.2: refused by the TSA', 'refused', async (der) => reply(await server.respond(der)), {
  policy: '2.999.7',
});
refuses('an answer that is no response', 'bad-answer', async () => reply(Uint8Array.of(1, 2, 3)));
refuses('a token that is none', 'bad-answer', async () =>
  reply(sequence(sequence(integer(0)), sequence(utf8String('token')))),
);
refuses('an answer without end', 'bad-answer', async () => {
  const stream = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
  });
  return new Response(stream, { headers: { 'content-type': 'application/timestamp-reply' } });
});
refuses(
  '§3.4: an answer of another type',
  'bad-answer',
  async () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
);
refuses('an HTTP error', 'unreachable', async () => new Response('', { status: 503 }));

test('no token: the TSA does not answer, refuses connections, or sends the client elsewhere', async (t) => {
  const silent = createServer((incoming, response) => {
    if (incoming.url === '/elsewhere') response.writeHead(302, { location: '/' }).end();
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  t.teardown(() => silent.closeAllConnections());
  const ask = (url: string) => clientOf(async () => reply(octets), { url, fetch, timeout: 300 });
  for (const path of ['', 'elsewhere']) {
    const error = await t.throwsAsync(ask(`http://127.0.0.1:${port}/${path}`).stamp(octets), {
      instanceOf: TimeStampError,
    });
    t.is(error?.code, 'unreachable');
  }
  await new Promise<void>((resolve) => {
    silent.close(() => resolve());
    silent.closeAllConnections();
  });
  const gone = await t.throwsAsync(ask(`http://127.0.0.1:${port}/`).stamp(octets), {
    instanceOf: TimeStampError,
  });
  t.is(gone?.code, 'unreachable');
});

const asked = {
  messageImprint: { algorithm: { oid: OID.sha256 }, digest: sha256 },
  certificate: true,
};
const refusals: Readonly<Record<string, readonly [Uint8Array, string]>> = {
  'octets that are no request': [Uint8Array.of(0), 'badDataFormat'],
  'a digest that the TSA does not accept': [
    encodeTimeStampRequest({
      ...asked,
      messageImprint: { algorithm: { oid: OID.sha1 }, digest: new Uint8Array(20) },
    }),
    'badAlg',
  ],
  'a digest of another length': [
    encodeTimeStampRequest({
      ...asked,
      messageImprint: { algorithm: { oid: OID.sha256 }, digest: new Uint8Array(31) },
    }),
    'badDataFormat',
  ],
  'another policy': [encodeTimeStampRequest({ ...asked, policy: '2.999.7' }), 'unacceptedPolicy'],
  'an extension': [
    sequence(
      integer(1),
      sequence(sequence(Uint8Array.of(6, 9, 96, 134, 72, 1, 101, 3, 4, 2, 1)), octetString(sha256)),
      Uint8Array.of(0xa0, 0x09, 0x30, 0x07, 0x06, 0x01, 0x2a, 0x04, 0x02, 0x05, 0x00),
    ),
    'unacceptedExtension',
  ],
};
for (const [title, [der, failure]] of Object.entries(refusals)) {
  test(`RFC 3161 §2.4: the TSA refuses ${title}`, async (t) => {
    const response = parseTimeStampResponse(await server.respond(der));
    t.is(response.status, 'rejection');
    t.deepEqual(response.failures, [failure as never]);
    t.is(response.token, undefined);
  });
}

test('RFC 3161 §2.4.1: certificates come along only when asked for', async (t) => {
  const certificates = async (certificate: boolean) => {
    const der = await server.respond(encodeTimeStampRequest({ ...asked, certificate }));
    const { token = new Uint8Array() } = parseTimeStampResponse(der);
    return (await parseTimeStampToken(token)).signedData.certificates.length;
  };
  t.is(await certificates(true), 2);
  t.is(await certificates(false), 0);
});

const testOpenssl = testWith('openssl', 'openssl');
for (const [name, identity] of Object.entries({ RSA: rsa, ECDSA: ec })) {
  testOpenssl(
    `peer: openssl ts accepts the token of our ${name} TSA, and no other data`,
    async (t) => {
      const der = await serverOf(identity).respond(encodeTimeStampRequest(asked));
      const path = await scratchFolder(t, {
        'answer.tsr': der,
        data: octets,
        other: Uint8Array.of(...octets, 0),
        'root.pem': toPem('CERTIFICATE', pki.root.der),
      });
      const verify = (data: string) =>
        runPeer('openssl', [
          ...['ts', '-verify', '-in', path('answer.tsr'), '-data', path(data)],
          ...['-CAfile', path('root.pem'), '-attime', String(Math.floor(NOW.getTime() / 1000))],
        ]);
      const good = await verify('data');
      t.true(good.ok, good.output);
      t.false((await verify('other')).ok);
    },
  );
}
