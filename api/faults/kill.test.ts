import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { meetExporter, prepareGround, startService } from './child-service.ts';
import {
  type Acknowledged,
  acknowledgement,
  checkKept,
  checkNothingHalfVisible,
  place,
  verifiedReceiptIndexes,
} from './placed-documents.ts';

/** CI takes its time; elsewhere a shorter run shows the same. */
const KILLS = process.env['CI'] === undefined ? 20 : 200;
const CLIENTS = 4;
/** Milliseconds after the first acknowledgement of a round within which the kill comes. */
const AFTER_FIRST = 150;
/** Every fourth kill comes earlier: while the service is still cold. */
const COLD = 400;

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
