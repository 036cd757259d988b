import test from 'ava';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { head } from '../../test-fixtures/pki/subjects.ts';
import { crlsOf, memoryWorld } from '../testing/memory-world.fixture.ts';
import { journalOf, NOW, place, sign, type World } from '../testing/vault-world.ts';
import { judgeAgain } from './judge-again.ts';
import { StillPending } from './waiting-version.ts';

const HOUR = 3600 * 1000;
const LATER = new Date(NOW.getTime() + HOUR);
const DOCUMENT = Buffer.from('договор');

/** A version that waits, since no revocation information could be had at intake. */
async function waiting({ attached = false } = {}) {
  const pki = await createPki({ now: NOW });
  const signer = await pki.issue({ subject: head });
  const world = await memoryWorld({ authority: pki, evidence: {} });
  const signature = await sign(DOCUMENT, signer, { detached: !attached });
  const { outcome } = await place(world, {
    files: attached
      ? [['document', signature]]
      : [
          ['document', DOCUMENT],
          ['signature', signature],
        ],
  });
  const [job] = await world.metadata.takeJobs(LATER.toISOString(), 1, 60);
  world.now = LATER;
  return { world, pki, signer, documentId: outcome.documentId, payload: job?.payload ?? '' };
}

async function versionOf(world: World, documentId: string) {
  const [version] = await world.metadata.versionsOf(documentId);
  return version;
}

for (const attached of [false, true]) {
  const form = attached ? 'attached' : 'detached';
  test(`para. 24: once its ${form} signature has passed, a version is placed from that moment on`, async (t) => {
    const { world, pki, documentId, payload } = await waiting({ attached });
    world.evidence = { ...world.evidence, crls: await crlsOf(pki, LATER) };
    await judgeAgain(payload, world);
    const version = await versionOf(world, documentId);
    t.like(version, { state: 'accepted', receivedAt: NOW.toISOString() });
    t.is(version?.placedAt, LATER.toISOString());
    t.is(version?.signatures[0]?.indication, 'TOTAL-PASSED');
    t.true(version?.signatures[0]?.evidence.some(({ kind }) => kind === 'crl'));
    const receipt = await world.metadata.journal.receipt(version?.placedEntry ?? '');
    t.is(parseReceipt(receipt ?? new Uint8Array()).entry.action, 'document.placed');
  });
}

test('63-FZ art. 11 (2): a revocation after the receipt does not hurt', async (t) => {
  const { world, pki, signer, documentId, payload } = await waiting();
  pki.revoke(signer.certificate, new Date(NOW.getTime() + HOUR / 2));
  world.evidence = { ...world.evidence, crls: await crlsOf(pki, LATER) };
  await judgeAgain(payload, world);
  t.is((await versionOf(world, documentId))?.state, 'accepted');
});

test('its twin, revoked before the receipt, is refused: received, never placed, in the journal', async (t) => {
  const { world, pki, signer, documentId, payload } = await waiting();
  pki.revoke(signer.certificate, new Date(NOW.getTime() - HOUR / 2));
  world.evidence = { ...world.evidence, crls: await crlsOf(pki, LATER) };
  await judgeAgain(payload, world);
  const version = await versionOf(world, documentId);
  t.like(version, { state: 'refused', receivedAt: NOW.toISOString() });
  t.is(version?.placedAt, undefined);
  t.is((await journalOf(world)).at(-1)?.action, 'document.refused');
});

test('while nothing can be decided the job comes back, and nothing changes', async (t) => {
  const { world, documentId, payload } = await waiting();
  await t.throwsAsync(judgeAgain(payload, world), { instanceOf: StillPending });
  t.is((await versionOf(world, documentId))?.state, 'pending');
  t.is((await journalOf(world)).length, 1);
});

test('the job done twice, also at once, is done once', async (t) => {
  const { world, pki, documentId, payload } = await waiting();
  world.evidence = { ...world.evidence, crls: await crlsOf(pki, LATER) };
  await Promise.all([judgeAgain(payload, world), judgeAgain(payload, world)]);
  await judgeAgain(payload, world);
  t.is((await versionOf(world, documentId))?.state, 'accepted');
  t.deepEqual(
    (await journalOf(world)).map(({ action }) => action),
    ['document.received', 'document.placed'],
  );
});
