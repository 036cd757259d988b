// How stored octets go out: conditional, in ranges, with a digest, and never as something that they are not.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { journalLines } from './journal-lines.fixture.ts';
import { placed, sharedEnding, startStage } from './service.fixture.ts';
import { storedPath } from './stored-path.fixture.ts';

const TEXT = '0123456789 договор';
const SIZE = Buffer.byteLength(TEXT);
const digest = (encoding: 'hex' | 'base64') => createHash('sha256').update(TEXT).digest(encoding);

const ending = sharedEnding();
const stage = await startStage(ending);
const { version } = await placed(stage.exporter, stage.identities.head, TEXT);
const content = `${version}/content`;
test.after.always(() => ending.end());

test('the ETag is the digest, and Repr-Digest says it in its own words (RFC 9530 §3)', async (t) => {
  const { headers } = await stage.exporter.get(content);
  t.is(headers.get('etag'), `"${digest('hex')}"`);
  t.is(headers.get('repr-digest'), `sha-256=:${digest('base64')}:`);
  t.is(headers.get('content-length'), String(SIZE));
  t.is(headers.get('accept-ranges'), 'bytes');
});

test('If-None-Match with the ETag is 304 without a body (RFC 9110 §13.1.2)', async (t) => {
  const same = await stage.exporter.get(content, { 'if-none-match': `"${digest('hex')}"` });
  t.is(same.status, 304);
  t.is(same.bytes.length, 0);
  t.is((await stage.exporter.get(content, { 'if-none-match': '"other"' })).status, 200);
});

test('HEAD says everything and sends nothing', async (t) => {
  const answer = await stage.exporter.send('HEAD', content);
  t.is(answer.status, 200);
  t.is(answer.headers.get('content-length'), String(SIZE));
  t.is(answer.bytes.length, 0);
});

test('HEAD tells of a package that was issued, and issues none (RFC 9110 §9.2.1)', async (t) => {
  const lines = journalLines(stage.data);
  t.teardown(async () => lines.close());
  const issues = () => lines.next().filter(({ action }) => action === 'evidence.issued').length;
  const got = await stage.exporter.get(`${version}/evidence`);
  const address = got.headers.get('content-location') ?? '';
  const told = await stage.exporter.send('HEAD', address);
  t.is(told.status, 200);
  t.is(told.headers.get('etag'), got.headers.get('etag'));
  t.is(told.headers.get('content-length'), String(got.bytes.length));
  t.is(issues(), 1);
  const [path, size] = address.split('=');
  const later = `${path}=${Number(size) + 1}`;
  for (const unissued of [`${version}/evidence`, later, later]) {
    const { status, headers } = await stage.exporter.send('HEAD', unissued);
    t.is(status, 405, unissued);
    t.is(headers.get('allow'), 'GET');
  }
  t.is(issues(), 0);
  t.is((await stage.exporter.get(later)).status, 200);
  t.is((await stage.exporter.send('HEAD', later)).status, 200);
  t.is(issues(), 1);
});

test('a range is for GET: HEAD is answered for the whole (RFC 9110 §14.2)', async (t) => {
  const answer = await stage.exporter.send('HEAD', content, { headers: { range: 'bytes=0-3' } });
  t.is(answer.status, 200);
  t.is(answer.headers.get('content-range'), null);
  t.is(answer.headers.get('content-length'), String(SIZE));
});

const ranges: readonly (readonly [string, number, string?, string?])[] = [
  ['bytes=0-3', 206, '0123', `bytes 0-3/${SIZE}`],
  ['bytes=4-4', 206, '4', `bytes 4-4/${SIZE}`],
  ['bytes=0-999999', 206, TEXT, `bytes 0-${SIZE - 1}/${SIZE}`],
  [`bytes=${SIZE - 4}-`, 206, 'ор', `bytes ${SIZE - 4}-${SIZE - 1}/${SIZE}`],
  ['bytes=-4', 206, 'ор', `bytes ${SIZE - 4}-${SIZE - 1}/${SIZE}`],
  ['bytes=-999999', 206, TEXT, `bytes 0-${SIZE - 1}/${SIZE}`],
  [`bytes=${SIZE}-`, 416],
  ['bytes=-0', 416],
  // What is malformed or more than one is ignored (RFC 9110 §14.2): the whole is sent.
  ['bytes=3-1', 200, TEXT],
  ['bytes=0-1,3-4', 200, TEXT],
  ['lines=0-1', 200, TEXT],
  ['bytes=-', 200, TEXT],
];
for (const [range, status, body, contentRange] of ranges) {
  test(`Range: ${range} is ${status} (RFC 9110 §14)`, async (t) => {
    const answer = await stage.exporter.get(content, { range });
    t.is(answer.status, status);
    if (body !== undefined) t.is(answer.bytes.toString(), body);
    if (contentRange !== undefined) t.is(answer.headers.get('content-range'), contentRange);
    if (status === 416) t.is(answer.headers.get('content-range'), `bytes */${SIZE}`);
  });
}

test('If-Range with another ETag sends the whole (RFC 9110 §13.1.5)', async (t) => {
  const range = 'bytes=0-3';
  const other = await stage.exporter.get(content, { range, 'if-range': '"other"' });
  t.is(other.status, 200);
  const same = await stage.exporter.get(content, { range, 'if-range': `"${digest('hex')}"` });
  t.is(same.status, 206);
});

test('a document is never shown inside the origin of the service: attachment, sandbox, nosniff', async (t) => {
  const { headers } = await stage.exporter.get(content);
  t.regex(headers.get('content-disposition') ?? '', /^attachment; filename="_+\.pdf"; filename\*=/);
  t.regex(headers.get('content-security-policy') ?? '', /sandbox/);
  t.is(headers.get('x-content-type-options'), 'nosniff');
});

test('octets that are no longer those that were placed never arrive whole', async (t) => {
  const text = 'будет испорчен';
  const { version } = await placed(stage.exporter, stage.identities.head, text);
  const file = storedPath(stage.data, createHash('sha256').update(text).digest('hex'));
  const bytes = await readFile(file);
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  await writeFile(file, bytes);
  await t.throwsAsync(stage.exporter.get(`${version}/content`));
  await t.throwsAsync(stage.exporter.get(`${version}/content`, { range: 'bytes=0-' }));
  t.true(stage.lines.some((line) => String(line['error']).includes('is not what was written')));
});
