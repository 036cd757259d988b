import test from 'ava';
import { clientOf } from '../client.fixture.ts';
import { textOf } from '../demo/client.ts';
import { meetExporter, prepareGround, startService } from './child-service.ts';
import { place } from './placed-documents.ts';

test('the same package is asked for again after kill -9, a new version and another contract document: the same octets, for ever', async (t) => {
  t.timeout(5 * 60 * 1000);
  const ground = await prepareGround(t);
  const service = await startService(t, ground);
  const { client, contractId } = await meetExporter(ground);
  const placed = await place(ground, client, { contractId, number: 1 });
  const document = `/v1/documents/${textOf(placed, 'documentId')}`;
  const addresses = [
    `${document}/evidence`,
    `${document}/versions/1/evidence`,
    `/v1/contracts/${contractId}/evidence`,
  ];
  const raw = clientOf(ground.origin, client.token);
  const first = [];
  for (const address of addresses) first.push(await client.get(address));
  const stays = first.map(({ headers }) => headers.get('content-location') ?? '');
  t.true(stays.every((address, at) => address.startsWith(`${addresses[at]}?asOf=`)));

  await service.kill();
  await startService(t, ground);
  await place(ground, client, { contractId, number: 2 });
  for (const [at, address] of stays.entries()) {
    const was = first[at];
    const again = await client.get(address);
    t.is(again.status, 200);
    t.deepEqual(again.bytes, was?.bytes);
    t.is(again.headers.get('etag'), was?.headers.get('etag') ?? '');
    const part = await raw.send('GET', address, { headers: { range: 'bytes=100-1099' } });
    t.is(part.status, 206);
    t.deepEqual(new Uint8Array(part.bytes), was?.bytes.subarray(100, 1100));
    const headers = { 'if-none-match': again.headers.get('etag') ?? '' };
    t.is((await raw.send('GET', address, { headers })).status, 304);
    const head = await raw.send('HEAD', address);
    t.is(Number(head.headers.get('content-length')), again.bytes.length);
  }
  const now = await client.get(addresses[2] ?? '');
  t.notDeepEqual(now.bytes, first[2]?.bytes, 'as of now there is one document more');
  t.is((await client.get(`${document}/evidence?asOf=0`)).status, 422);
  t.is((await client.get(`${document}/evidence?asOf=1000000`)).status, 422);
  const headers = { authorization: `Bearer ${client.token}` };
  const asked = await fetch(`${ground.origin}${document}/evidence`, { method: 'HEAD', headers });
  t.is(asked.status, 405, 'asking about a package must not issue one');
});
