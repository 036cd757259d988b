// One participant may fill neither the disk nor the connections, whether in haste or by patience.

import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import test from 'ava';
import { until } from '../test-fixtures/waiting/until.ts';
import { signInBy } from './client.fixture.ts';
import {
  algorithms,
  METADATA,
  placeRequest,
  registerContract,
  type Stage,
  startStage,
} from './service.fixture.ts';

const HEAD = [
  '--b\r\nContent-Disposition: form-data; name="metadata"\r\nContent-Type: application/json\r\n',
  JSON.stringify(METADATA),
  '--b\r\nContent-Disposition: form-data; name="document"; filename="a.pdf"\r\n\r\n',
].join('\r\n');

/** An upload that has begun and does not end; `send` adds octets to its document. */
function begin({ port, exporter }: Stage, contract: string) {
  const upload = request({
    port,
    method: 'POST',
    path: `/v1/contracts/${contract}/documents`,
    headers: {
      authorization: `Bearer ${exporter.token}`,
      'idempotency-key': randomUUID(),
      'content-type': 'multipart/form-data; boundary=b',
      'transfer-encoding': 'chunked',
    },
  });
  upload.on('error', () => undefined);
  const ended = new Promise((resolve) => upload.once('close', resolve));
  const answered = new Promise<{ status: number | undefined; retryAfter: string | undefined }>(
    (resolve) => {
      upload.once('response', (response) => {
        response.resume();
        const { statusCode: status, headers } = response;
        resolve({ status, retryAfter: headers['retry-after'] });
      });
    },
  );
  upload.write(HEAD.replaceAll('\r\n\r\n--b', '\r\n--b'));
  upload.write(Buffer.alloc(100));
  return { upload, ended, answered };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((each) => each.isFile()).map(({ name }) => name);
}

const staged = ({ data }: Stage) => filesIn(join(data, 'documents'));

test('uploads of one participant at once are limited, over all its sessions: 429 with Retry-After', async (t) => {
  const stage = await startStage(t, { config: { uploads: 2 } });
  const { exporter, identities, origin } = stage;
  const contract = await registerContract(exporter);
  const held = [begin(stage, contract), begin(stage, contract)];
  await t.notThrowsAsync(until(async () => (await staged(stage)).length === 2));
  const second = await signInBy(origin, identities.head, algorithms);
  const path = `/v1/contracts/${contract}/documents`;
  const refused = await second.place(path, await placeRequest(identities.head, 'третий'));
  t.is(refused.status, 429, refused.bytes.toString());
  t.is(refused.json['type'], 'urn:okno:problem:too-many-uploads');
  t.is(refused.headers.get('retry-after'), '30');
  for (const { upload } of held) upload.destroy();
  await t.notThrowsAsync(until(async () => (await staged(stage)).length === 0));
  const accepted = await second.place(path, await placeRequest(identities.head, 'третий'));
  t.is(accepted.status, 201, accepted.bytes.toString());
});

test('octets of one participant on the disk at once are limited; a refused upload leaves none', async (t) => {
  const stage = await startStage(t, { config: { uploadOctets: 100_000 } });
  const { exporter, identities } = stage;
  const contract = await registerContract(exporter);
  const held = begin(stage, contract);
  held.upload.write(Buffer.alloc(60_000));
  await t.notThrowsAsync(until(async () => (await staged(stage)).length === 1));
  const over = begin(stage, contract);
  over.upload.write(Buffer.alloc(60_000));
  t.deepEqual(await over.answered, { status: 429, retryAfter: '30' });
  over.upload.destroy();
  await t.notThrowsAsync(until(async () => (await staged(stage)).length === 1));
  held.upload.destroy();
  await t.notThrowsAsync(until(async () => (await staged(stage)).length === 0));
  const path = `/v1/contracts/${contract}/documents`;
  const request_ = await placeRequest(identities.head, 'а'.repeat(30_000));
  t.is((await exporter.place(path, request_)).status, 201);
});

test('an upload that trickles is cut and leaves nothing on the disk', async (t) => {
  const limits = { closeGrace: 500, paceWindow: 300, paceOctets: 1000 };
  const stage = await startStage(t, { ports: { serverLimits: limits } });
  const slow = begin(stage, await registerContract(stage.exporter));
  const timer = setInterval(() => slow.upload.write('x'), 50);
  t.teardown(() => clearInterval(timer));
  await t.notThrowsAsync(until(async () => (await staged(stage)).length === 1));
  await slow.ended;
  await t.notThrowsAsync(until(async () => (await staged(stage)).length === 0));
});
