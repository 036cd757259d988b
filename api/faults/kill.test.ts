import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { parseLogKey } from '../../verify/log/parse-log-key.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import { verifyReceipt } from '../../verify/receipts/verify-receipt.ts';
import { type Answer, type Client, textOf } from '../demo/client.ts';
import { objectsIn, textIn } from '../demo/expect.ts';
import { type Ground, meetExporter, prepareGround, startService } from './child-service.ts';

/** CI takes its time; elsewhere a shorter run shows the same. */
const KILLS = process.env['CI'] === undefined ? 20 : 200;
const CLIENTS = 4;
/** Milliseconds after the first acknowledgement of a round within which the kill comes. */
const AFTER_FIRST = 150;
/** Every fourth kill comes earlier: while the service is still cold. */
const COLD = 400;

interface Acknowledged {
  readonly documentId: string;
  readonly sha256: string;
  readonly receipts: readonly string[];
}

test(`kill -9 at ${KILLS} random moments under load: what was acknowledged is there and verifies`, async (t) => {
  t.timeout(20 * 60 * 1000);
  const ground = await prepareGround(t);
  let service = await startService(t, ground);
  const { client, contractId } = await meetExporter(ground);
  const acknowledged: Acknowledged[] = [];
  let number = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const first = Promise.withResolvers<void>();
    const load = Array.from({ length: CLIENTS }, async () => {
      for (;;) {
        number += 1;
        const answer = await place(ground, client, { contractId, number }).catch(() => undefined);
        if (answer === undefined) return; // the server was killed in the middle: nothing was promised
        t.is(answer.status, 201, Buffer.from(answer.bytes).toString('utf8'));
        acknowledged.push(acknowledgement(answer));
        first.resolve();
      }
    });
    if (kill % 4 === 0) await wait(Math.random() * COLD);
    else await first.promise.then(() => wait(Math.random() * AFTER_FIRST));
    await service.kill();
    await Promise.all(load);
    service = await startService(t, ground);
    for (const one of acknowledged.slice(-CLIENTS)) await checkKept(client, one);
  }
  for (const one of acknowledged) await checkKept(client, one);
  t.true(acknowledged.length > KILLS / 2, `${acknowledged.length} were acknowledged`);
  await checkNothingHalfVisible(client, contractId);
  const indexes = await verifiedReceiptIndexes(ground, client, acknowledged);
  t.is(new Set(indexes).size, indexes.length, 'no index of the journal is given twice');
});

async function place(
  { people, algorithms }: Ground,
  client: Client,
  { contractId, number }: { contractId: string; number: number },
): Promise<Answer> {
  const bytes = Buffer.from(`document ${number} `.repeat(200), 'utf8');
  const signature = await signCades({
    content: bytesSource(bytes),
    detached: true,
    identities: [people.headEcdsa],
    signingTime: new Date(),
    digest: algorithms,
  });
  const name = `document-${number}.txt`;
  return client.place(`/v1/contracts/${contractId}/documents`, {
    metadata: { category: 'b', title: `Счёт ${number}` },
    document: { name, mediaType: 'text/plain', bytes },
    signatures: [
      { name: `${name}.p7s`, mediaType: 'application/pkcs7-signature', bytes: signature },
    ],
    idempotencyKey: `placing-${number}`,
  });
}

function acknowledgement(answer: Answer): Acknowledged {
  return {
    documentId: textOf(answer, 'documentId'),
    sha256: textOf(answer, 'sha256'),
    receipts: objectsIn(answer.json, 'receipts').map((receipt) => textIn(receipt, 'id')),
  };
}

async function checkKept(client: Client, { documentId, sha256, receipts }: Acknowledged) {
  const content = await client.get(`/v1/documents/${documentId}/versions/1/content`);
  const found = createHash('sha256').update(content.bytes).digest('hex');
  if (found !== sha256) throw new Error(`${documentId}: HTTP ${content.status}, ${found}`);
  for (const id of receipts) {
    const receipt = await client.get(`/v1/receipts/${id}`);
    if (receipt.status !== 200) throw new Error(`receipt ${id}: HTTP ${receipt.status}`);
  }
}

/** Whatever the page shows has its bytes and both receipts, acknowledged or not. */
async function checkNothingHalfVisible(client: Client, contractId: string): Promise<void> {
  const { json } = await client.get(`/v1/contracts/${contractId}/documents`);
  for (const document of objectsIn(json, 'documents')) {
    for (const version of objectsIn(document, 'versions')) {
      const sha256 = textIn(version['file'], 'sha256');
      const receipts = objectsIn(version, 'receipts').map((receipt) => textIn(receipt, 'id'));
      if (receipts.length !== 2) throw new Error(`${receipts.length} receipts`);
      await checkKept(client, { documentId: textIn(document, 'id'), sha256, receipts });
    }
  }
}

/** Every receipt verifies offline under the log key and the root; the index in the log of each. */
async function verifiedReceiptIndexes(
  ground: Ground,
  client: Client,
  all: readonly Acknowledged[],
): Promise<number[]> {
  const { algorithms } = ground;
  const vkey = (await readFile(join(ground.data, 'keys', 'log.vkey'), 'utf8')).trim();
  const logKeys = [await parseLogKey(vkey, algorithms)];
  const indexes: number[] = [];
  for (const id of all.flatMap(({ receipts }) => receipts)) {
    const { bytes } = await client.get(`/v1/receipts/${id}`);
    const report = await verifyReceipt({
      ...{ bytes, logKeys, algorithms },
      trust: [{ certificate: ground.root }],
      evidence: { certificates: [], crls: [...ground.crls], ocspResponses: [] },
      policy: defaultPolicy,
      time: new Date(),
    });
    if (report.indication !== 'TOTAL-PASSED') throw new Error(JSON.stringify(report));
    indexes.push(parseReceipt(bytes).proof.index);
  }
  return indexes;
}
