// An authority that answers nobody for a while: received at once, placed once it has answered (para. 24).

import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { toPem } from '../formats/x509/pem.ts';
import { createPki } from '../test-fixtures/pki/create-pki.ts';
import { responderUrls, startResponder } from '../test-fixtures/pki/responder.ts';
import { head } from '../test-fixtures/pki/subjects.ts';
import { untilAnswer } from '../test-fixtures/waiting/until.ts';
import { INTAKE_POLICY } from '../vault/documents/intake-policy.ts';
import {
  CONTRACT,
  enter,
  placeRequest,
  registerContract,
  startStage,
  UNK,
} from './service.fixture.ts';

const now = () => new Date();

test('received while the authority is silent, placed when it answers; the first answer stays what it was', async (t) => {
  t.timeout(120_000);
  const before = await startResponder(() => pki);
  const pki = await createPki({ now, urls: responderUrls(before.origin) });
  const data = await mkdtemp(join(tmpdir(), 'okno-pending-'));
  await mkdir(join(data, 'trust'), { recursive: true });
  await writeFile(join(data, 'trust', 'other.pem'), toPem('CERTIFICATE', pki.root.der));
  const signer = await pki.issue({ subject: head });
  await before.close();

  const intake = { ...INTAKE_POLICY, graceSeconds: 0 };
  const stage = await startStage(t, { data, config: { intake } });
  const { exporter, identities, origin } = stage;
  const bank = await enter(origin, identities.officer);
  const path = `/v1/contracts/${await registerContract(exporter, CONTRACT)}/documents`;
  const request = await placeRequest(signer, 'Договор');
  const first = await exporter.place(path, request);
  t.is(first.status, 201);
  t.like(first.json, {
    state: 'pending',
    reasons: [{ code: 'signature-undecided', part: 'signature 1', detail: 'revocation-unknown' }],
    receipts: [{ action: 'document.received' }],
  });
  const version = first.headers.get('location') ?? '';
  const retrieved = async () => {
    const { json } = await bank.get(`/v1/retrieval?unk=${encodeURIComponent(UNK)}`);
    return JSON.stringify(json).includes(String(first.json['documentId']));
  };
  t.is((await bank.get(version)).status, 404);
  t.false(await retrieved());

  const after = await startResponder(pki, { port: before.port });
  t.teardown(() => after.close());
  const shown = await untilAnswer(
    () => exporter.get(version),
    ({ json }) => json['state'] !== 'pending',
  );
  t.like(shown.json, { state: 'accepted', signatures: [{ indication: 'TOTAL-PASSED' }] });
  t.false('reasons' in shown.json);
  const { receivedAt, placedAt } = shown.json;
  t.true(String(receivedAt) < String(placedAt));
  t.deepEqual((await exporter.place(path, request)).bytes, first.bytes);
  t.true(await retrieved());
  t.is((await bank.get(`${version}/content`)).bytes.toString(), 'Договор');
});
