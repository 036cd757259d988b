import test from 'ava';
import { exporter } from '../../test-fixtures/pki/subjects.ts';
import { changeContract } from '../contracts/change-contract.ts';
import { registerContract } from '../contracts/register-contract.ts';
import type { Principal } from '../model/participant.ts';
import { describeContract } from '../reading/describe-contracts.ts';
import { describeDocument, documentsOfContract } from '../reading/describe-documents.ts';
import { readReceipt } from '../reading/read-receipt.ts';
import { readVersion } from '../reading/read-version.ts';
import { at, codeOf, director, memoryWorld } from '../testing/memory-world.fixture.ts';
import { place, signed } from '../testing/vault-world.ts';
import { type Retrieval, retrieveByUnk } from './retrieve-by-unk.ts';

const OLD = '26030002/1481/0000/1/1';
const NEW = '26030002/1000/0000/1/1';

const OLD_BANK: Principal = {
  participantId: 'old bank',
  kind: 'currency-control-agent',
  state: 'active',
  authentication: 'qualified-signature',
  bankNumber: '1481',
};
const NEW_BANK: Principal = { ...OLD_BANK, participantId: 'new bank', bankNumber: '1000' };
const { bankNumber: _none, ...officer } = OLD_BANK;
const BODY: Principal = { ...officer, participantId: 'body', kind: 'currency-control-body' };

const TERMS = {
  number: 'ВЭД-18',
  date: '2026-03-02',
  parties: [
    { role: 'exporter', name: exporter.name, country: 'RU' },
    { role: 'importer', name: 'Harbin Timber Co., Ltd.', country: 'CN' },
  ],
  currency: 'CNY',
  amount: '100',
};

/**
 * A contract under OLD from minute 1, a document at 2; from minute 3 under `unk`, version 2 and a second
 * document at 4. Now is minute 9.
 */
async function replaced(unk: string | undefined) {
  const world = await memoryWorld();
  const { principal } = world;
  world.now = at(1);
  const terms = { ...TERMS, unk: OLD };
  const contract = await registerContract({ principal, idempotencyKey: 'k', terms }, world);
  const contractId = contract.id;
  const target = { kind: 'contract', contractId } as const;
  const placeOne = async (text: string, where: Parameters<typeof place>[1]) =>
    (await place(world, { files: await signed(Buffer.from(text), director), ...where })).outcome;
  world.now = at(2);
  const { documentId } = await placeOne('first', { target });
  world.now = at(3);
  const changed = { ...TERMS, amount: '200', ...(unk === undefined ? {} : { unk }) };
  await changeContract({ principal, contractId, revision: 1, terms: changed }, world);
  world.now = at(4);
  const version = await placeOne('second', { target: { kind: 'document', documentId } });
  const second = await placeOne('other', { target });
  world.now = at(9);
  return { world, contractId, documentId, version, secondId: second.documentId };
}

type Replaced = Awaited<ReturnType<typeof replaced>>;

function ask({ world }: Replaced, principal: Principal, unk: string, minute?: number) {
  const moment = minute === undefined ? {} : { asOf: at(minute).toISOString() };
  return retrieveByUnk({ principal, unk, ...moment }, world);
}

/** The amount of the contract, and `document/version` of what is shown, by place of the document. */
function seen({ contracts }: Retrieval, { documentId }: Replaced): readonly string[] {
  return contracts.flatMap(({ contract, documents }) => [
    `${contract.amount}`,
    ...documents.flatMap(({ document, versions }) =>
      versions.map(({ number }) => `${document.id === documentId ? 1 : 2}/${number}`),
    ),
  ]);
}

for (const [how, unk] of [
  ['replaced', NEW],
  ['removed', undefined],
] as const) {
  for (const who of [OLD_BANK, BODY]) {
    test(`para. 13 (и), 25 (г): the УНК is ${how}: a ${who.kind} keeps what was placed before, as it stood`, async (t) => {
      const was = await replaced(unk);
      t.deepEqual(seen(await ask(was, who, OLD, 2), was), ['100', '1/1']);
      for (const minute of [3, 4, undefined]) {
        const answer = await ask(was, who, OLD, minute);
        t.deepEqual(seen(answer, was), ['100', '1/1']);
        t.like(answer.contracts[0], { unkUntil: at(3).toISOString(), withheld: 0 });
      }
      t.is((await ask(was, who, OLD, 2)).contracts[0]?.unkUntil, undefined);
      t.is(await codeOf(ask(was, who, OLD, 0)), 'not-found');
    });
  }

  test(`the УНК is ${how}: by id its agent reads the version of before, nothing placed later`, async (t) => {
    const was = await replaced(unk);
    const { world, documentId, contractId } = was;
    const read = (id: string, number: number) =>
      codeOf(readVersion({ principal: OLD_BANK, documentId: id, number, part: 'content' }, world));
    t.is(await read(documentId, 1), 'done');
    t.is(await read(documentId, 2), 'not-found');
    t.is(await read(was.secondId, 1), 'not-found');
    t.is(
      await codeOf(describeDocument(OLD_BANK, { id: was.secondId, part: 'description' }, world)),
      'not-found',
    );
    t.is(
      await codeOf(
        readReceipt(OLD_BANK, { entryId: was.version.receivedEntry, part: 'receipt' }, world),
      ),
      'not-found',
    );
    const described = await describeDocument(
      OLD_BANK,
      { id: documentId, part: 'description' },
      world,
    );
    t.deepEqual(
      described.versions.map(({ number }) => number),
      [1],
    );
    t.is((await documentsOfContract(OLD_BANK, contractId, world)).length, 1);
    const { contract } = await describeContract(OLD_BANK, contractId, world);
    t.like(contract, { unk: OLD, amount: '100', revision: 1 });
    t.is((await documentsOfContract(world.principal, contractId, world)).length, 2);
  });
}

test('the bank of the new УНК gets all of it from the moment of the change on, not before', async (t) => {
  const was = await replaced(NEW);
  t.is(await codeOf(ask(was, NEW_BANK, NEW, 2)), 'not-found');
  t.deepEqual(seen(await ask(was, NEW_BANK, NEW, 3), was), ['200', '1/1']);
  t.deepEqual(seen(await ask(was, NEW_BANK, NEW), was), ['200', '1/1', '1/2', '2/1']);
  t.is(await codeOf(ask(was, NEW_BANK, OLD)), 'denied');
  t.is(await codeOf(ask(was, OLD_BANK, NEW)), 'denied');
  const { contract } = await describeContract(NEW_BANK, was.contractId, was.world);
  t.is(contract.revision, 2);
});

test('a УНК that comes back opens everything again', async (t) => {
  const was = await replaced(NEW);
  const { world, contractId } = was;
  const terms = { ...TERMS, amount: '300', unk: OLD };
  await changeContract({ principal: world.principal, contractId, revision: 2, terms }, world);
  const answer = await ask(was, OLD_BANK, OLD);
  t.deepEqual(seen(answer, was), ['300', '1/1', '1/2', '2/1']);
  t.is(answer.contracts[0]?.unkUntil, undefined);
  t.deepEqual(seen(await ask(was, NEW_BANK, NEW), was), ['200', '1/1', '1/2', '2/1']);
  t.deepEqual(seen(await ask(was, OLD_BANK, OLD, 4), was), ['100', '1/1']);
});

test('a change that leaves the УНК shows the terms as of the moment, and no end', async (t) => {
  const was = await replaced(OLD);
  t.deepEqual(seen(await ask(was, OLD_BANK, OLD, 2), was), ['100', '1/1']);
  const now = await ask(was, OLD_BANK, OLD);
  t.deepEqual(seen(now, was), ['200', '1/1', '1/2', '2/1']);
  t.is(now.contracts[0]?.unkUntil, undefined);
  t.deepEqual(
    now.contracts[0]?.told.map(({ amount }) => amount),
    ['100', '200'],
  );
});
