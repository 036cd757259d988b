// Intake and judging again, in a process of its own that a failpoint ends: each document is received while the scanner
// is silent, and placed once it has answered. Each acknowledgement goes to standard output by one write.
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeAgain } from '../../vault/verification/judge-again.ts';
import { sealIdentity } from '../keys/seal-identity.ts';
import { sign } from '../service.fixture.ts';
import { judgingJobs, openJudging, place } from './judging-ground.fixture.ts';

/** More than any armed pass: a child that comes to its end was not killed. */
const ROUNDS = 12;

const [folder = '.', cycle = '0'] = process.argv.slice(2);
const { ports, owner } = await openJudging(folder);
const signer = await sealIdentity(join(folder, 'signer'), '');
const say = (word: string) => writeSync(1, `${word}\n`);

for (let round = 0; round < ROUNDS; round += 1) {
  const key = `${cycle}-${round}`;
  const document = Buffer.from(`документ ${key}`);
  // On the disk before it is sent, so that the very same request can be made again.
  await writeFile(join(folder, `${key}.p7s`), await sign(document, signer));
  say(`asked ${key}`);
  const signature = await readFile(join(folder, `${key}.p7s`));
  const silent = { verdict: 'unavailable', detail: 'test' } as const;
  const scanner = { name: 'test', scan: async () => silent, answers: async () => false };
  const { outcome, receipts } = await place(
    { key, document, signature, owner },
    { ...ports, scanner },
  );
  const digest = createHash('sha256')
    .update(receipts[0]?.bytes ?? '')
    .digest('hex');
  say(`received ${key} ${outcome.documentId} ${digest}`);
  for (const job of await judgingJobs(ports)) {
    await judgeAgain(job.payload, ports);
    await ports.metadata.finishJob(job.id);
  }
  say(`placed ${key} ${outcome.documentId}`);
}
