// A real clamd beside a real service: what it finds is received and shut away.

import { startClamd, TEST_VIRUS, TEST_VIRUS_NAME } from '../test-fixtures/peers/clamd.ts';
import { testWith } from '../test-fixtures/peers/peer-test.ts';
import { untilAnswer } from '../test-fixtures/waiting/until.ts';
import { INTAKE_POLICY } from '../vault/documents/intake-policy.ts';
import type { Client } from './client.fixture.ts';
import {
  CONTRACT,
  documentPart,
  enter,
  METADATA,
  placeRequest,
  registerContract,
  type Stage,
  sign,
  signaturePart,
  startStage,
  UNK,
} from './service.fixture.ts';

const test = testWith('clamd', 'clamav-daemon');

const intake = { ...INTAKE_POLICY, scanAgainSeconds: 0 };

async function virusRequest({ identities }: Stage) {
  const signature = signaturePart(await sign(TEST_VIRUS, identities.head));
  return { key: 'virus', metadata: METADATA, files: [documentPart(TEST_VIRUS), signature] };
}

async function untilState(client: Client, version: string, state: string) {
  const ask = async () => (await client.get(version)).json;
  return untilAnswer(ask, (json) => json['state'] === state);
}

/** Another person of the operator. */
async function secondOperator({ pki, origin }: Stage): Promise<Client> {
  const subject = {
    organization: 'ТЕСТ Оператор',
    commonName: 'ТЕСТ Оператор',
    innLegalEntity: '9905000056',
    ogrn: '1029900000052',
    surname: 'Белова',
    givenName: 'Ирина',
  };
  return enter(origin, await pki.issue({ subject }));
}

test('peer: what clamd finds is received, told and shut; two operators let it out', async (t) => {
  const clamd = await startClamd();
  t.teardown(() => clamd.stop());
  const stage = await startStage(t, { config: { scanner: clamd.tcp, intake } });
  const { exporter, operator, identities, origin } = stage;
  t.is((await exporter.get('/readyz')).json['malwareScanner'], 'answers');
  const contract = await registerContract(exporter, CONTRACT);
  const path = `/v1/contracts/${contract}/documents`;
  const request = await virusRequest(stage);
  const answer = await exporter.place(path, request);
  const version = answer.headers.get('location') ?? '';
  t.is(answer.status, 201);
  t.like(answer.json, {
    state: 'quarantined',
    reasons: [{ code: 'malware-found', part: 'document', detail: TEST_VIRUS_NAME }],
    receipts: [{ action: 'document.received' }],
  });
  t.deepEqual((await exporter.place(path, request)).bytes, answer.bytes);

  const content = await exporter.get(`${version}/content`);
  t.like(content.json, { reason: 'quarantined', paragraph: 'D65-13е' });
  t.is(content.status, 403);
  const document = String(answer.json['documentId']);
  const packed = await exporter.get(`/v1/documents/${document}/evidence`);
  t.true(packed.status >= 400, 'no package carries it');
  t.false(packed.bytes.includes(TEST_VIRUS));
  for (const part of ['signatures/1', 'signatures/1/report']) {
    t.is((await exporter.get(`${version}/${part}`)).status, 403, part);
  }
  const bank = await enter(origin, identities.officer);
  const retrieved = await bank.get(`/v1/retrieval?unk=${encodeURIComponent(UNK)}`);
  t.like(retrieved.json, { contracts: [{ documents: [] }] });
  t.is((await bank.get(`${version}/content`)).status, 404);

  const word = { decision: 'release', because: 'тестовый файл, вреда нет' };
  t.like((await operator.post(`${version}/quarantine`, word)).json, { step: 'proposed' });
  t.is((await operator.post(`${version}/quarantine`, word)).status, 409);
  const other = await secondOperator(stage);
  t.is(((await other.get('/v1/quarantine')).json['versions'] as unknown[]).length, 1);
  t.like((await other.post(`${version}/quarantine`, word)).json, { step: 'decided' });
  const placed = await untilState(exporter, version, 'accepted');
  t.truthy(placed['placedAt']);
  const shown = (await bank.get(version)).json;
  t.regex(JSON.stringify(shown['reasons']), /released-by-operator/);
  t.deepEqual((await bank.get(`${version}/content`)).bytes, TEST_VIRUS);
});

test('peer: while clamd is away documents are received and wait, and are placed when it is back', async (t) => {
  const clamd = await startClamd();
  const stage = await startStage(t, { config: { scanner: clamd.tcp, intake } });
  const { exporter, identities } = stage;
  await clamd.stop();
  t.like((await exporter.get('/readyz')).json, { status: 'ok', malwareScanner: 'silent' });
  const contract = await registerContract(exporter);
  const path = `/v1/contracts/${contract}/documents`;
  const clean = await exporter.place(path, await placeRequest(identities.head, 'Договор'));
  t.like(clean.json, {
    state: 'pending',
    reasons: [{ code: 'not-scanned' }, { code: 'not-scanned' }],
  });
  const virus = await exporter.place(path, await virusRequest(stage));
  t.like(virus.json, { state: 'pending' });
  const again = await startClamd({ port: clamd.tcp.port });
  t.teardown(() => again.stop());
  const cleanVersion = clean.headers.get('location') ?? '';
  t.truthy((await untilState(exporter, cleanVersion, 'accepted'))['placedAt']);
  const virusVersion = virus.headers.get('location') ?? '';
  const found = await untilState(exporter, virusVersion, 'quarantined');
  t.is(found['placedAt'], undefined);
});
