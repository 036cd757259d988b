import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCeph } from '../../../test-fixtures/engines/start-ceph.ts';
import { runPeer } from '../../../test-fixtures/peers/peer-test.ts';
import { textOf } from '../../contracts/blobs.contract.ts';
import { outcome } from '../../contracts/outcome.ts';
import { s3Bench, testWithCeph as test } from './s3.fixture.ts';

test('over TLS a store is known by the authorities that are given, and by no others', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'okno-tls-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'crt.pem')];
  const made = await runPeer('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=test store'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1'],
  ]);
  t.true(made.ok, made.output);
  const ceph = await startCeph({ tls: { certificate, key } });
  t.teardown(() => ceph.end());
  const { endpoint, accessKey, secretKey } = ceph;
  t.regex(endpoint, /^https:/);
  const place = { region: 'us-east-1', bucket: 'archive', prefix: '' };
  const settings = { endpoint, accessKey, secretKey, ...place };
  const authorities = await readFile(certificate, 'utf8');
  const { blobs, store } = await s3Bench(t, { ...settings, authorities });
  await store.client.makeBucket(store.bucket);
  const { id } = await blobs.put('owner', Buffer.from('content'));
  t.is(await textOf(blobs, id), 'content');
  const strict = await s3Bench(t, { ...settings, attempts: 1 });
  t.is(await outcome(strict.blobs.open(id)), 'unavailable');
});
