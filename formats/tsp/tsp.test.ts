import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import { corpora } from '../../test-fixtures/peers/corpora.ts';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { OID } from '../asn1/oids.ts';
import { encodeTimeStampRequest, parseTimeStampRequest } from './request.ts';
import { encodeGranted, encodeRefusal, parseTimeStampResponse } from './response.ts';
import type { TimeStampFailure } from './time-stamp.ts';
import { parseTimeStampToken } from './token.ts';
import { encodeTstInfo, parseTstInfo, type TstInfoInput } from './tst-info.ts';

const digest = new Uint8Array(createHash('sha256').update('text').digest());
const imprint = { algorithm: { oid: OID.sha256 }, digest };

test('RFC 3161 §2.4.1: a request is read as it was written', (t) => {
  const request = {
    messageImprint: imprint,
    policy: '1.2.3.4.77',
    nonce: Uint8Array.of(0x00, 0xff, 0x01),
    certificate: true,
  };
  const parsed = parseTimeStampRequest(encodeTimeStampRequest(request));
  t.deepEqual(parsed, { ...request, extensions: [] });
  const least = { messageImprint: imprint, certificate: false };
  t.deepEqual(parseTimeStampRequest(encodeTimeStampRequest(least)), { ...least, extensions: [] });
});

const info: TstInfoInput = {
  policy: '1.2.3',
  messageImprint: imprint,
  serialNumber: Uint8Array.of(0x7f, 1, 2, 3),
  genTime: new Date('2026-03-10T09:00:00.120Z'),
  accuracy: { seconds: 1, milliseconds: 500, microseconds: 999 },
  ordering: true,
  nonce: Uint8Array.of(5),
};

test('RFC 3161 §2.4.2: a TSTInfo is read as it was written', (t) => {
  t.deepEqual(parseTstInfo(encodeTstInfo(info)), { ...info, extensions: [] });
  const least: TstInfoInput = {
    policy: '1.2.3',
    messageImprint: imprint,
    serialNumber: Uint8Array.of(1),
    genTime: new Date('2026-03-10T09:00:00Z'),
    ordering: false,
  };
  t.deepEqual(parseTstInfo(encodeTstInfo(least)), { ...least, extensions: [] });
});

const failures: readonly TimeStampFailure[] = [
  'badAlg',
  'badRequest',
  'badDataFormat',
  'timeNotAvailable',
  'unacceptedPolicy',
  'unacceptedExtension',
  'addInfoNotAvailable',
  'systemFailure',
];
for (const failure of failures) {
  test(`RFC 3161 §2.4.2: the refusal ${failure} is read as it was written`, (t) => {
    t.deepEqual(parseTimeStampResponse(encodeRefusal(failure, 'нет')), {
      status: 'rejection',
      statusText: ['нет'],
      failures: [failure],
    });
  });
}

test('RFC 3161 §2.4.2: a granted response carries its token', (t) => {
  const token = Uint8Array.of(0x30, 0x00);
  const response = parseTimeStampResponse(encodeGranted(token));
  t.is(response.status, 'granted');
  t.deepEqual(response.token, token);
});

if (corpora === undefined) test.skip('time-stamps in the field (needs the corpora)', () => {});
else {
  test('tokens of services in the field are read', async (t) => {
    const lines = (await readFile(new URL('rfc3161.jsonl', corpora), 'utf8')).trim().split('\n');
    for (const line of lines) {
      const { file } = JSON.parse(line) as { file: string };
      const response = parseTimeStampResponse(await readFile(new URL(file, corpora)));
      if (response.token === undefined) return t.fail(file);
      const { info: read } = await parseTimeStampToken(response.token);
      t.true(read.genTime.getUTCFullYear() >= 2020, file);
      t.true([32, 48, 64].includes(read.messageImprint.digest.length), file);
    }
    t.is(lines.length, 9);
  });
}

const testOpenssl = testWith('openssl', 'openssl');

testOpenssl('peer: openssl reads our request, and we read its', async (t) => {
  const ours = encodeTimeStampRequest({
    messageImprint: imprint,
    policy: '1.2.3.4.77',
    nonce: Uint8Array.of(0x12, 0x34),
    certificate: true,
  });
  const path = await scratchFolder(t, { 'ours.tsq': ours });
  const read = await runPeer('openssl', ['ts', '-query', '-in', path('ours.tsq'), '-text']);
  t.true(read.ok, read.output);
  t.regex(read.output, /Policy OID: 1\.2\.3\.4\.77/);
  t.regex(read.output, /Nonce: 0x1234/);
  t.regex(read.output, /Certificate required: yes/);
  const query = [
    'ts',
    '-query',
    '-digest',
    Buffer.from(digest).toString('hex'),
    '-sha256',
    '-cert',
  ];
  const theirs = await runPeer('openssl', query);
  const parsed = parseTimeStampRequest(new Uint8Array(theirs.stdout));
  t.deepEqual(parsed.messageImprint.digest, digest);
  t.true(parsed.certificate);
  t.true((parsed.nonce?.length ?? 0) >= 8);
});

testOpenssl('peer: openssl reads our refusal', async (t) => {
  const path = await scratchFolder(t, { 'refusal.tsr': encodeRefusal('badAlg', 'not this one') });
  const read = await runPeer('openssl', ['ts', '-reply', '-in', path('refusal.tsr'), '-text']);
  t.true(read.ok, read.output);
  t.regex(read.output, /Rejected/);
  t.regex(read.output, /unrecognized or unsupported algorithm identifier/);
  t.regex(read.output, /not this one/);
});
