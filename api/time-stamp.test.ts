import { randomUUID } from 'node:crypto';
import test from 'ava';
import { bytesSource } from '../formats/byte-source.ts';
import { parseReceipt } from '../formats/evidence/receipt.ts';
import { tokenIn } from '../formats/evidence/supplement.ts';
import { parseNote } from '../formats/log/note.ts';
import { toPem } from '../formats/x509/pem.ts';
import { runPeer, testWith } from '../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../test-fixtures/peers/scratch-folder.ts';
import { until } from '../test-fixtures/waiting/until.ts';
import { parseLogKey } from '../verify/log/parse-log-key.ts';
import { verifyPackage } from '../verify/package/verify-package.ts';
import { defaultPolicy } from '../verify/policy/default-policy.ts';
import { packageText } from '../verify/report/text-report.ts';
import {
  algorithms,
  placed,
  placeRequest,
  type Stage,
  startStage,
  untilStamped,
} from './service.fixture.ts';

interface Receipt {
  readonly id: string;
  readonly time: string;
  readonly timeStamp: { readonly state: string; readonly genTime?: string };
}

const receiptsIn = (json: unknown) => json as readonly Receipt[];

async function packageOf(stage: Stage, documentId: string) {
  const { bytes } = await stage.exporter.get(`/v1/documents/${documentId}/evidence`);
  return new Uint8Array(bytes);
}

async function judge(stage: Stage, bytes: Uint8Array) {
  return verifyPackage({
    source: bytesSource(bytes),
    name: 'evidence.zip',
    logKeys: [await parseLogKey(stage.service.vkey, algorithms)],
    trust: [{ certificate: stage.pki.root }],
    policy: defaultPolicy,
    algorithms,
    time: new Date(),
  });
}

test('TSA down: the receipt says so and is good all the same; the time-stamp comes when the TSA does', async (t) => {
  const tsa = { down: true };
  const stage = await startStage(t, { tsa });
  const { exporter, identities } = stage;
  const { version, documentId, answer } = await placed(exporter, identities.head, 'Договор');
  t.is(answer.status, 201);
  const before = receiptsIn((await exporter.get(`${version}/receipts`)).json['receipts']);
  t.deepEqual(
    before.map(({ timeStamp }) => timeStamp),
    [{ state: 'pending' }, { state: 'pending' }],
    'no time of ours in its place',
  );
  const id = before[0]?.id ?? '';
  t.is((await exporter.get(`/v1/receipts/${id}/time-stamp`)).status, 404);
  const receipt = await exporter.get(`/v1/receipts/${id}`);
  const early = await judge(stage, await packageOf(stage, documentId));
  t.is(early.indication, 'TOTAL-PASSED', JSON.stringify(early.findings));
  t.is(early.documents[0]?.versions[0]?.received.timeStamps, undefined);
  await until(() => stage.lines.some(({ event }) => event === 'job-failed'));

  tsa.down = false;
  const after = receiptsIn(await untilStamped(exporter, version));
  for (const { timeStamp, time } of after) {
    t.is(timeStamp.state, 'present');
    t.true((timeStamp.genTime ?? '') >= time, 'the checkpoint is older than its time-stamp');
  }
  t.deepEqual((await exporter.get(`/v1/receipts/${id}`)).bytes, receipt.bytes, 'never changed');
  const late = await judge(stage, await packageOf(stage, documentId));
  t.is(late.indication, 'TOTAL-PASSED', JSON.stringify(late.findings));
  const [stamp] = late.documents[0]?.versions[0]?.received.timeStamps ?? [];
  t.is(stamp?.indication, 'TOTAL-PASSED', JSON.stringify(stamp?.reason));
  t.is(stamp?.kind, 'checkpoint-time-stamp');
  t.is(stamp?.genTime, after[0]?.timeStamp.genTime);
  t.is(packageText(late, 'en').match(/the time-stamp is valid/g)?.length, 1, 'said once');
});

test('every octet of a supplement in a package counts', async (t) => {
  const stage = await startStage(t, { tsa: { down: false } });
  const { exporter, identities } = stage;
  const { version, documentId } = await placed(exporter, identities.head, 'Договор');
  await untilStamped(exporter, version);
  const bytes = await packageOf(stage, documentId);
  const input = {
    name: 'evidence.zip',
    logKeys: [await parseLogKey(stage.service.vkey, algorithms)],
    trust: [{ certificate: stage.pki.root }],
    policy: defaultPolicy,
    algorithms,
    time: new Date(),
  };
  const passes = async (octets: Uint8Array) =>
    (await verifyPackage({ ...input, source: bytesSource(octets) })).indication === 'TOTAL-PASSED';
  t.true(await passes(bytes));
  // The archive is not compressed: the supplement lies in it as it is.
  const start = Buffer.from(bytes).indexOf('{\n "checkpoint": "');
  const end = Buffer.from(bytes).indexOf('\n}\n', start) + 3;
  t.true(start > 0 && end > start);
  for (let at = start; at < end; at += 17) {
    t.false(await passes(bytes.with(at, (bytes[at] ?? 0) ^ 1)), `octet ${at}`);
  }
});

test('without a TSA nothing is pending, and nothing is made up', async (t) => {
  const stage = await startStage(t);
  const { version } = await placed(stage.exporter, stage.identities.head, 'Договор');
  const receipts = receiptsIn(await untilStamped(stage.exporter, version));
  t.deepEqual(
    receipts.map(({ timeStamp }) => timeStamp),
    [{ state: 'none' }, { state: 'none' }],
  );
});

test('the time-stamp of a receipt is for whoever may see the receipt', async (t) => {
  const stage = await startStage(t, { tsa: { down: false } });
  const { exporter, operator, identities } = stage;
  const { version } = await placed(exporter, identities.head, 'Договор');
  const [receipt] = receiptsIn(await untilStamped(exporter, version));
  const path = `/v1/receipts/${receipt?.id}/time-stamp`;
  t.is((await exporter.get(path)).status, 200);
  t.is(
    (await operator.get(path)).status,
    (await operator.get(path.replace(/\/[^/]+$/, ''))).status,
  );
  t.is((await exporter.get(`/v1/receipts/${randomUUID()}/time-stamp`)).status, 404);
});

testWith('openssl', 'openssl')(
  'peer: openssl ts accepts the token over the checkpoint’s text, and none other',
  async (t) => {
    const stage = await startStage(t, { tsa: { down: false } });
    const { exporter, identities } = stage;
    const { version } = await placed(exporter, identities.head, 'Договор');
    const [first] = receiptsIn(await untilStamped(exporter, version));
    const receipt = parseReceipt((await exporter.get(`/v1/receipts/${first?.id}`)).bytes);
    const supplement = await exporter.get(`/v1/receipts/${first?.id}/time-stamp`);
    const { text } = parseNote(receipt.proof.checkpoint);
    const path = await scratchFolder(t, {
      token: tokenIn(supplement.bytes) ?? '',
      text,
      note: receipt.proof.checkpoint,
      'root.pem': toPem('CERTIFICATE', stage.pki.root.der),
    });
    const verify = (data: string) =>
      runPeer('openssl', [
        ...['ts', '-verify', '-token_in', '-in', path('token'), '-data', path(data)],
        ...['-CAfile', path('root.pem')],
      ]);
    const good = await verify('text');
    t.true(good.ok, good.output);
    t.false((await verify('note')).ok, 'the signature lines are not covered');
  },
);

test('several versions under several checkpoints: each has the time-stamp of its own', async (t) => {
  const stage = await startStage(t, { tsa: { down: false } });
  const { exporter, identities } = stage;
  const { version, documentId } = await placed(exporter, identities.head, 'Версия 1');
  const { metadata: _, ...second } = await placeRequest(identities.head, 'Версия 2');
  const answer = await exporter.place(`/v1/documents/${documentId}/versions`, second);
  await untilStamped(exporter, version);
  await untilStamped(exporter, answer.headers.get('location') ?? '');
  const report = await judge(stage, await packageOf(stage, documentId));
  t.is(report.indication, 'TOTAL-PASSED', JSON.stringify(report.findings));
  const versions = report.documents.flatMap((document) => document.versions);
  const stamps = versions.map(({ received }) => received.timeStamps?.[0]);
  t.deepEqual(
    stamps.map((stamp) => stamp?.indication),
    ['TOTAL-PASSED', 'TOTAL-PASSED'],
  );
  t.true((stamps[0]?.genTime ?? '') <= (stamps[1]?.genTime ?? ''));
});
