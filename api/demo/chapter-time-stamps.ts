import { setTimeout as wait } from 'node:timers/promises';
import type { Placed } from './chapter-documents.ts';
import type { Client } from './client.ts';
import { DemoError, expectStatus, objectsIn, textIn } from './expect.ts';
import type { World } from './world.ts';

/** Milliseconds: the job of the outbox brings tokens within a second or two. */
const PATIENCE = 30_000;

/** Receipts are there at once; the tokens that prove their time come later, and are never made up. */
export async function awaitTimeStamps(
  world: World,
  exporter: Client,
  placed: Placed,
): Promise<void> {
  const path = `/v1/documents/${placed.contractDocument}/versions`;
  const times = await Promise.all(
    [1, 2].map((version) => stampedTime(exporter, `${path}/${version}/receipts`)),
  );
  world.narrator.tell({
    paragraph: '24',
    ru: `Служба штампов времени подтвердила квитанции обеих редакций: ${times.join(', ')} (RFC 3161, ГОСТ)`,
    en: `The time-stamping authority confirmed the receipts of both versions: ${times.join(', ')} (RFC 3161, GOST)`,
  });
}

/** genTime of the token over the checkpoint of the placed receipt. */
async function stampedTime(client: Client, path: string): Promise<string> {
  for (let waited = 0; waited < PATIENCE; waited += 100) {
    const { json } = expectStatus(await client.get(path), 200, 'receipts');
    const receipts = objectsIn(json, 'receipts');
    const stamps = receipts.map((receipt) => receipt['timeStamp']);
    if (stamps.every((stamp) => textIn(stamp, 'state') === 'present')) {
      return textIn(stamps.at(-1), 'genTime');
    }
    await wait(100);
  }
  throw new DemoError(`no time-stamp within ${PATIENCE / 1000} s: ${path}`);
}
