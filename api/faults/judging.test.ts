import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { FAILPOINTS } from '../../faults/points.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { head } from '../../test-fixtures/pki/subjects.ts';
import { judgeAgain } from '../../vault/verification/judge-again.ts';
import { CONTRACT, judgingJobs, OWNER, openJudging, place } from './judging-ground.fixture.ts';
import { killedAt, writeKeys } from './killed-child.fixture.ts';

const CHILD = fileURLToPath(new URL('./judging-child.fixture.ts', import.meta.url));
const POINTS = FAILPOINTS.filter((point) => /^(intake|judge-again)\//.test(point));
/** Each point at the first pass, and in CI at later ones too. */
const PASSES = process.env['CI'] === undefined ? 1 : 4;

async function prepare(folder: string): Promise<void> {
  const pki = await createPki({ now: () => new Date() });
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

test(`kill -9 at ${POINTS.length} points of intake and judging again: one receipt and one placing each, for ever`, async (t) => {
  t.timeout(10 * 60 * 1000);
  const folder = (await scratchFolder(t))('.');
  await prepare(folder);
  const armed = Array.from({ length: PASSES }, (_, pass) =>
    POINTS.map((point) => `${point}@${pass + 1}`),
  ).flat();
  const asked = new Set<string>();
  const received = new Map<string, string>();
  for (const [cycle, point] of armed.entries()) {
    const { said, end } = await killedAt(point, [CHILD, folder, String(cycle)]);
    t.is(end, 'SIGKILL', `${point} was not reached`);
    for (const [word, key = '', , digest = ''] of said) {
      if (word === 'asked') asked.add(key);
      if (word === 'received') received.set(key, digest);
    }
  }
  t.true(received.size > 0);

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
});
