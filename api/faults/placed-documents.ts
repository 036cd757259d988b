// Documents placed at a service that may be killed at any moment, and what must hold of them afterwards.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesSource } from '../../formats/byte-source.ts';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { signCades } from '../../signing/cades/sign-cades.ts';
import { parseLogKey } from '../../verify/log/parse-log-key.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import { verifyReceipt } from '../../verify/receipts/verify-receipt.ts';
import { type Answer, type Client, type PlaceRequest, textOf } from '../demo/client.ts';
import { objectsIn, textIn } from '../demo/expect.ts';
import type { Ground } from './child-service.ts';

/** What the service has answered 201 to. */
export interface Acknowledged {
  readonly documentId: string;
  readonly sha256: string;
  readonly receipts: readonly string[];
}

export async function place(
  ground: Ground,
  client: Client,
  { contractId, number }: { contractId: string; number: number },
): Promise<Answer> {
  const request = await signedDocument(ground, number);
  return client.place(`/v1/contracts/${contractId}/documents`, request);
}

/** A request to place it, the same whenever it is sent. */
export async function signedDocument(
  { people, algorithms }: Ground,
  number: number,
): Promise<PlaceRequest> {
  const bytes = Buffer.from(`document ${number} `.repeat(200), 'utf8');
  const signature = await signCades({
    content: bytesSource(bytes),
    detached: true,
    identities: [people.headEcdsa],
    signingTime: new Date(),
    digest: algorithms,
  });
  const name = `document-${number}.txt`;
  return {
    metadata: { category: 'b', title: `Счёт ${number}` },
    document: { name, mediaType: 'text/plain', bytes },
    signatures: [
      { name: `${name}.p7s`, mediaType: 'application/pkcs7-signature', bytes: signature },
    ],
    idempotencyKey: `placing-${number}`,
  };
}

export function acknowledgement(answer: Answer): Acknowledged {
  return {
    documentId: textOf(answer, 'documentId'),
    sha256: textOf(answer, 'sha256'),
    receipts: objectsIn(answer.json, 'receipts').map((receipt) => textIn(receipt, 'id')),
  };
}

export async function checkKept(client: Client, { documentId, sha256, receipts }: Acknowledged) {
  const content = await client.get(`/v1/documents/${documentId}/versions/1/content`);
  const found = createHash('sha256').update(content.bytes).digest('hex');
  if (found !== sha256) throw new Error(`${documentId}: HTTP ${content.status}, ${found}`);
  for (const id of receipts) {
    const receipt = await client.get(`/v1/receipts/${id}`);
    if (receipt.status !== 200) throw new Error(`receipt ${id}: HTTP ${receipt.status}`);
  }
}

/** Whatever the page shows has its bytes and both receipts, acknowledged or not. */
export async function checkNothingHalfVisible(client: Client, contractId: string): Promise<void> {
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
export async function verifiedReceiptIndexes(
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
