import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { killCycles, pointsOf } from '../../faults/kill-tests.fixture.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { head } from '../../test-fixtures/pki/subjects.ts';
import { judgeAgain } from '../../vault/verification/judge-again.ts';
import { CONTRACT, judgingJobs, OWNER, openJudging, place } from './judging-ground.fixture.ts';
import { killedAt, writeKeys } from './killed-child.fixture.ts';

const CHILD = fileURLToPath(new URL('./judging-child.fixture.ts', import.meta.url));
const CYCLES = killCycles({ ci: 4 });
const pki = await createPki({ now: () => new Date() });

async function prepare(folder: string): Promise<void> {
  await writeKeys(join(folder, 'data'), await pki.issue({ subject: head }));
  await writeKeys(join(folder, 'signer'), await pki.issue({ subject: head }));
  await writeFile(join(folder, 'root.der'), pki.root.der);
  await writeFile(join(folder, '0.crl'), await pki.crl());
  await writeFile(join(folder, '1.crl'), await pki.crl(new Date(), { of: 'root' }));
  const { ports, close } = await openJudging(folder);
  const contract = { id: CONTRACT, ownerId: OWNER.id, number: '1', date: '2026-01-12' };
  const terms = { ...contract, parties: [], currency: 'CNY', revision: 1 };
  await ports.metadata.commit({ participants: [OWNER], contracts: [terms] });
  await close();
}

for (const point of pointsOf(import.meta.url)) {
  test.serial(`kill -9 at ${point}: one receipt and one placing each, for ever`, async (t) => {
    t.timeout(CYCLES * 60_000);
    const folder = (await scratchFolder(t))('.');
    await prepare(folder);
    const asked = new Set<string>();
    const received = new Map<string, string>();
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const armed = `${point}@${1 + (cycle % 4)}`;
      const { said, end } = await killedAt(armed, [CHILD, folder, String(cycle)]);
      t.is(end, 'SIGKILL', `${armed} was not reached`);
      for (const [word, key = '', , digest = ''] of said) {
        if (word === 'asked') asked.add(key);
        if (word === 'received') received.set(key, digest);
      }
    }
    await checkAll(t, { folder, asked, received });
  });
}

interface Told {
  readonly folder: string;
  readonly asked: ReadonlySet<string>;
  /** Digest of the receipt that was given, by key. */
  readonly received: ReadonlyMap<string, string>;
}

async function checkAll(t: ExecutionContext, { folder, asked, received }: Told): Promise<void> {
  const { ports, owner, close } = await openJudging(folder);
  t.teardown(close);
  const { metadata } = ports;
  const again = async (key: string) => {
    const signature = await readFile(join(folder, `${key}.p7s`));
    return place({ key, document: Buffer.from(`документ ${key}`), signature, owner }, ports);
  };
  for (const key of asked) {
    const { outcome, receipts } = await again(key);
    const digest = createHash('sha256')
      .update(receipts[0]?.bytes ?? '')
      .digest('hex');
    t.is(digest, received.get(key) ?? digest, `${key}: the receipt that was given`);
    t.deepEqual(await again(key), { outcome, receipts }, key);
  }
  // What is left of the jobs, each of them twice.
  for (const job of await judgingJobs(ports)) {
    await Promise.all([judgeAgain(job.payload, ports), judgeAgain(job.payload, ports)]);
    await metadata.finishJob(job.id);
  }
  const documents = await metadata.documentsOf(CONTRACT);
  t.is(documents.length, asked.size, 'each request has one document');
  const entries = await metadata.journal.entries(0, 100_000);
  const actions = (documentId: string) =>
    entries
      .map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()))
      .filter(({ content }) => content.document === documentId)
      .map(({ action }) => action);
  for (const { id, title } of documents) {
    const versions = await metadata.versionsOf(id);
    t.deepEqual(
      versions.map(({ state }) => state),
      ['accepted'],
      title,
    );
    t.deepEqual(actions(id), ['document.received', 'document.placed'], title);
    t.true(versions[0]?.signatures[0]?.evidence.some(({ kind }) => kind === 'crl'));
  }
}
