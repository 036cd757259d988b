import test from 'ava';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import type { Principal } from '../model/participant.ts';
import { codeOf, director, memoryWorld } from '../testing/memory-world.fixture.ts';
import { DESCRIPTION, journalOf, place, signed } from '../testing/vault-world.ts';
import { describeContract, ownContracts } from './describe-contracts.ts';
import { describeDocument, documentsOfContract } from './describe-documents.ts';
import { readReceipt } from './read-receipt.ts';
import { readVersion } from './read-version.ts';

const BANK: Principal = {
  participantId: 'bank',
  kind: 'currency-control-agent',
  state: 'active',
  authentication: 'system-key',
  bankNumber: '1481',
};

/** A world with one document: accepted, or pending since no revocation information came. */
async function placed({ pending = false, secret = false } = {}) {
  const world = await memoryWorld(pending ? { evidence: {} } : {});
  const files = await signed(Buffer.from('договор'), director);
  const { outcome } = await place(world, { files, metadata: { ...DESCRIPTION, secret } });
  return { world, outcome, documentId: outcome.documentId };
}

type Placed = Awaited<ReturnType<typeof placed>>;

const readings: readonly (readonly [
  string,
  (who: Principal, placed: Placed) => Promise<unknown>,
  action: string,
])[] = [
  [
    'a contract',
    (who, { world }) => describeContract(who, world.contract.id, world),
    'contract.read',
  ],
  [
    'the documents of a contract',
    (who, { world }) => documentsOfContract(who, world.contract.id, world),
    'document.read',
  ],
  [
    'a document',
    (who, { world, documentId }) =>
      describeDocument(who, { id: documentId, part: 'description' }, world),
    'document.read',
  ],
  [
    'the content of a version',
    (principal, { world, documentId }) =>
      readVersion({ principal, documentId, number: 1, part: 'content' }, world),
    'document.read',
  ],
  [
    'a receipt',
    (who, { world, outcome }) =>
      readReceipt(who, { entryId: outcome.receivedEntry, part: 'receipt' }, world),
    'document.read',
  ],
];

for (const [what, read, action] of readings) {
  test(`para. 13 (з): who reads ${what} is in the journal`, async (t) => {
    const place = await placed();
    for (const who of [place.world.principal, BANK]) {
      await read(who, place);
      const last = (await journalOf(place.world)).at(-1);
      t.like(last, { action, actor: { participant: who.participantId } });
    }
  });

  test(`para. 23: ${what} of another is not found, and the attempt is in the journal`, async (t) => {
    const place = await placed();
    for (const who of [
      { ...place.world.principal, participantId: 'other' },
      { ...BANK, bankNumber: '1000' },
    ]) {
      t.is(await codeOf(read(who, place)), 'not-found');
      const last = (await journalOf(place.world)).at(-1);
      t.like(last, { action: 'access.denied', actor: { participant: who.participantId } });
    }
  });
}

test('own contracts are the principal’s own', async (t) => {
  const { world } = await placed();
  const { contract } = world;
  t.deepEqual(await ownContracts(world.principal, world), [{ contract, told: [contract] }]);
  t.deepEqual(await ownContracts({ ...world.principal, participantId: 'other' }, world), []);
});

test('a pending version is there for its owner and not for a bank', async (t) => {
  const { world, documentId, outcome } = await placed({ pending: true });
  const { versions } = await describeDocument(
    world.principal,
    { id: documentId, part: 'description' },
    world,
  );
  t.deepEqual(
    versions.map(({ state }) => state),
    ['pending'],
  );
  t.is(
    await codeOf(describeDocument(BANK, { id: documentId, part: 'description' }, world)),
    'not-found',
  );
  t.deepEqual(await documentsOfContract(BANK, world.contract.id, world), []);
  t.is(
    await codeOf(readReceipt(BANK, { entryId: outcome.receivedEntry, part: 'receipt' }, world)),
    'not-found',
  );
});

test('para. 23: a secret is described to a system, its content is for qualified signatures', async (t) => {
  const { world, documentId } = await placed({ secret: true });
  const read = (principal: Principal) =>
    readVersion({ principal, documentId, number: 1, part: 'content' }, world);
  const { versions, named } = await describeDocument(
    BANK,
    { id: documentId, part: 'description' },
    world,
  );
  t.deepEqual([versions.length, named], [1, false]);
  t.is(await codeOf(read(BANK)), 'denied');
  const clerk = { ...BANK, authentication: 'qualified-signature' } as const;
  t.is((await read(clerk)).version.number, 1);
  t.true((await describeDocument(clerk, { id: documentId, part: 'description' }, world)).named);
});

test('a receipt is always the same bytes', async (t) => {
  const { world, outcome } = await placed();
  const first = await readReceipt(
    world.principal,
    { entryId: outcome.receivedEntry, part: 'receipt' },
    world,
  );
  t.deepEqual(
    await readReceipt(BANK, { entryId: outcome.receivedEntry, part: 'receipt' }, world),
    first,
  );
  t.is(parseReceipt(first).entry.action, 'document.received');
});
