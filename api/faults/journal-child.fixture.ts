// The journal alone, in a process of its own that a failpoint ends: entries, receipts, public files, time-stamps. Each
// acknowledgement goes to standard output by one write, after everything that it promises.
import { createHash, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { openLogFolder } from '../../storage/log-folder/fs/open-log-folder.ts';
import { testTimeStamper } from '../../test-fixtures/pki/time-stamp-service.ts';
import { cosignHead, cosignJob } from '../../vault/journal/cosign-head.ts';
import { publishedSize, publishTiles } from '../../vault/journal/publish-tiles.ts';
import { stampCheckpoint, stampJob } from '../../vault/journal/stamp-checkpoint.ts';
import { openJournal } from '../composition/open-journal.ts';
import { openStores } from '../composition/open-stores.ts';
import { sealIdentity } from '../keys/seal-identity.ts';
import { configOf } from '../service.fixture.ts';

/** Far more than any armed pass: a child that comes to its end was not killed. */
const ROUNDS = 40;
const WRITERS = 3;

const [folder = '.'] = process.argv.slice(2);
const algorithms = algorithmsOf([nodeCrypto]);
const clock = { now: () => new Date() };
const config = configOf(join(folder, 'data'));
const stores = await openStores(config);
const { journal } = stores.metadata;
const { sequencer, sha256, cosigner } = await openJournal({
  config,
  stores,
  algorithms,
  clock,
  log: { write: () => undefined },
});
await sequencer.start();

const identity = await sealIdentity(join(folder, 'tsa'), '');
const timeStamps = testTimeStamper({ identity, now: clock.now, algorithms });
const publishing = { journal, sha256, folder: openLogFolder({ folder: join(folder, 'public') }) };

const say = (word: string) => writeSync(1, `${word}\n`);

async function write(): Promise<void> {
  const id = randomUUID();
  const actor = { participant: 'p-1', authentication: 'qualified-signature' };
  const entry = { id, actor, paragraph: 'D65-24', content: { id }, receipt: true };
  await stores.metadata.commit({ entries: [{ ...entry, action: 'document.placed' }] });
  await sequencer.sequenced([id]);
  const receipt = (await journal.receipt(id)) ?? new Uint8Array();
  say(`receipt ${id} ${createHash('sha256').update(receipt).digest('hex')}`);
}

async function follow(): Promise<void> {
  const head = await journal.head();
  if (head === undefined) return;
  await publishTiles(await publishedSize(publishing), publishing);
  say(`published ${head.size}`);
  const { payload } = stampJob(head, { id: '', time: clock.now() });
  await stampCheckpoint(payload, { journal, timeStamps, sha256 });
  say(`stamped ${head.size}`);
  if (cosigner === undefined) return;
  const job = cosignJob(head, { id: '', time: clock.now() });
  await cosignHead(job.payload, { journal, cosigner, clock, sha256 });
  say(`cosigned ${head.size}`);
}

for (let round = 0; round < ROUNDS; round += 1) {
  await Promise.all(Array.from({ length: WRITERS }, write));
  await follow();
}
