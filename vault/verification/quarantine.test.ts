import test from 'ava';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { INTAKE_POLICY } from '../documents/intake-policy.ts';
import { isSealed } from '../documents/sealed-content.ts';
import type { ScanVerdict } from '../ports/malware-scanner.ts';
import { readVersion } from '../reading/read-version.ts';
import { director, memoryWorld } from '../testing/memory-world.fixture.ts';
import {
  journalOf,
  NOW,
  place,
  scannerSaying,
  signed,
  type World,
} from '../testing/vault-world.ts';
import { judgeAgain } from './judge-again.ts';
import { StillPending } from './waiting-version.ts';

const DOCUMENT = Buffer.from('договор');
const INFECTED = Buffer.from('договор с вредоносной программой');

/** Finds malware in `INFECTED`; everything else gets `otherwise`. */
function finding(otherwise: ScanVerdict = { verdict: 'clean' }) {
  return scannerSaying((content) =>
    content.equals(INFECTED) ? { verdict: 'infected', name: 'Test.Signature' } : otherwise,
  );
}

const sign = (document: Uint8Array) => signed(document, director);

const versionOf = async ({ metadata }: World, id: string) => (await metadata.versionsOf(id))[0];
const actionsOf = async (world: World) => (await journalOf(world)).map(({ action }) => action);

async function jobOf({ metadata }: World): Promise<string | undefined> {
  const [job] = await metadata.takeJobs('2030-01-01T00:00:00.000Z', 1, 0);
  return job?.payload;
}

const contentOf = (world: World, documentId: string) =>
  readVersion({ principal: world.principal, documentId, number: 1, part: 'content' }, world);

test('para. 24, 13 (е): malware is received, in quarantine, not placed, and its content is for nobody', async (t) => {
  const world = await memoryWorld();
  world.scanner = finding();
  const { outcome, receipts } = await place(world, { files: await sign(INFECTED) });
  const reasons = [{ code: 'malware-found', part: 'document', detail: 'Test.Signature' }];
  t.like(outcome, { state: 'quarantined', reasons });
  t.is(outcome.placedEntry, undefined);
  t.deepEqual(
    receipts.map(({ bytes }) => parseReceipt(bytes).entry.action),
    ['document.received'],
  );
  const version = await versionOf(world, outcome.documentId);
  t.like(version, { state: 'quarantined', receivedAt: NOW.toISOString(), hold: { reasons } });
  t.is(version?.placedAt, undefined);
  const journal = await journalOf(world);
  t.deepEqual(
    journal.map(({ action }) => action),
    ['document.received', 'document.quarantined'],
  );
  t.like(journal[1]?.content, { sha256: outcome.sha256, reasons });
  t.is(await jobOf(world), undefined);
  const error = await t.throwsAsync(contentOf(world, outcome.documentId));
  t.like(error, { fault: { code: 'denied', denial: { reason: 'quarantined' } } });
});

test('its twin, clean, is placed and given to its owner', async (t) => {
  const world = await memoryWorld();
  world.scanner = finding();
  const { outcome } = await place(world, { files: await sign(DOCUMENT) });
  t.is(outcome.state, 'accepted');
  t.is((await contentOf(world, outcome.documentId)).version.hold, undefined);
});

test('malware in a signature file puts the version in quarantine, too', async (t) => {
  const world = await memoryWorld();
  const files = await sign(DOCUMENT);
  const found = { verdict: 'infected', name: 'x' } as const;
  world.scanner = scannerSaying((content) =>
    content.equals(files[1]?.[1] ?? DOCUMENT) ? found : { verdict: 'clean' },
  );
  const { outcome } = await place(world, { files });
  t.like(outcome, { state: 'quarantined', reasons: [{ part: 'signature 1' }] });
});

test('a file over the limit of the scanner is in quarantine: it never was called clean', async (t) => {
  const world = await memoryWorld();
  world.scanner = finding({ verdict: 'too-large', detail: 'limit' });
  const { outcome } = await place(world, { files: await sign(DOCUMENT) });
  t.like(outcome, { state: 'quarantined' });
});

const DOWN = { verdict: 'unavailable', detail: 'connection refused' } as const;

test('while the scanner is down a version is received and waits; scanned clean, it is placed', async (t) => {
  const world = await memoryWorld();
  world.scanner = finding(DOWN);
  const { outcome } = await place(world, { files: await sign(DOCUMENT) });
  t.is(outcome.state, 'pending');
  const parts = outcome.reasons?.map(({ code, part }) => `${part}: ${code}`);
  t.deepEqual(parts, ['document: not-scanned', 'signature 1: not-scanned']);
  t.like(await t.throwsAsync(contentOf(world, outcome.documentId)), {
    fault: { denial: { reason: 'quarantined' } },
  });
  const payload = (await jobOf(world)) ?? '';
  await t.throwsAsync(judgeAgain(payload, world), { instanceOf: StillPending });
  // Without a scanner it has not become any cleaner.
  delete world.scanner;
  await t.throwsAsync(judgeAgain(payload, world), { instanceOf: StillPending });
  world.scanner = finding();
  await judgeAgain(payload, world);
  const version = await versionOf(world, outcome.documentId);
  t.is(version?.state, 'accepted');
  t.is(version?.hold, undefined);
  t.deepEqual(await actionsOf(world), ['document.received', 'access.denied', 'document.placed']);
});

test('its twin, found infected when the scanner is back, goes into quarantine', async (t) => {
  const world = await memoryWorld();
  world.scanner = scannerSaying(() => DOWN);
  const { outcome } = await place(world, { files: await sign(INFECTED) });
  world.scanner = finding();
  await judgeAgain((await jobOf(world)) ?? '', world);
  const version = await versionOf(world, outcome.documentId);
  t.like(version, { state: 'quarantined', hold: { reasons: [{ code: 'malware-found' }] } });
  t.deepEqual(await actionsOf(world), ['document.received', 'document.quarantined']);
});

test('a signature that is refused in the end does not open the content that malware shuts', async (t) => {
  const world = await memoryWorld();
  world.scanner = scannerSaying(() => DOWN);
  const { outcome } = await place(world, { files: await sign(INFECTED) });
  world.scanner = finding();
  const judging = { ...world.judging, trust: () => [] };
  await judgeAgain((await jobOf(world)) ?? '', { ...world, judging, scanner: finding() });
  const version = await versionOf(world, outcome.documentId);
  t.is(version?.state, 'refused');
  t.true(version !== undefined && isSealed(version));
});

const END = new Date(NOW.getTime() + INTAKE_POLICY.waitingSeconds * 1000);

test('evidence that never comes: at the end of the waiting the version is refused, and says why', async (t) => {
  const world = await memoryWorld({ evidence: {} });
  const { outcome } = await place(world, { files: await sign(DOCUMENT) });
  const waits = { code: 'signature-undecided', part: 'signature 1', detail: 'revocation-unknown' };
  t.like(outcome, { state: 'pending', reasons: [waits] });
  const payload = (await jobOf(world)) ?? '';
  world.now = new Date(END.getTime() - 1);
  await t.throwsAsync(judgeAgain(payload, world), { instanceOf: StillPending });
  world.now = END;
  await judgeAgain(payload, world);
  const reasons = [waits, { code: 'waited-in-vain', part: 'document' }];
  const version = await versionOf(world, outcome.documentId);
  t.like(version, { state: 'refused', hold: { reasons } });
  const last = (await journalOf(world)).at(-1);
  t.like(last, { action: 'document.refused', content: { reasons } });
  await judgeAgain(payload, world);
  t.is((await journalOf(world)).length, 2);
});

test('a scanner that never comes: the operator shall decide', async (t) => {
  const world = await memoryWorld();
  world.scanner = scannerSaying(() => DOWN);
  const { outcome } = await place(world, { files: await sign(DOCUMENT) });
  const judging = { ...world.judging, intake: { ...INTAKE_POLICY, waitingSeconds: 1 } };
  world.now = new Date(NOW.getTime() + 1000);
  await judgeAgain((await jobOf(world)) ?? '', { ...world, judging });
  const version = await versionOf(world, outcome.documentId);
  t.is(version?.state, 'quarantined');
  const codes = version?.hold?.reasons.map(({ code }) => code);
  t.deepEqual(codes, ['not-scanned', 'not-scanned', 'waited-in-vain']);
});

test('the job is due after the grace period of the policy, and soon where only the scanner was down', async (t) => {
  const { graceSeconds, scanAgainSeconds } = INTAKE_POLICY;
  for (const [known, seconds] of [
    [false, graceSeconds],
    [true, scanAgainSeconds],
  ] as const) {
    const world = await memoryWorld(known ? {} : { evidence: {} });
    world.scanner = finding(DOWN);
    await place(world, { files: await sign(DOCUMENT) });
    const due = (ahead: number) => new Date(NOW.getTime() + seconds * 1000 + ahead).toISOString();
    t.deepEqual(await world.metadata.takeJobs(due(-1), 1, 60), []);
    t.is((await world.metadata.takeJobs(due(0), 1, 60)).length, 1);
  }
});
