import test from 'ava';
import { exporter } from '../../test-fixtures/pki/subjects.ts';
import { faultOf, memoryWorld } from '../testing/memory-world.fixture.ts';
import { journalOf, UNK } from '../testing/vault-world.ts';
import { changeContract } from './change-contract.ts';
import { COUNTRY_CODES } from './countries.ts';
import { CURRENCY_CODES, isCurrencyOn } from './currencies.ts';
import { registerContract } from './register-contract.ts';

const TERMS = {
  number: 'ВЭД-17/2026',
  date: '2026-03-02',
  parties: [
    { role: 'exporter', name: exporter.name, country: 'RU', inn: exporter.inn },
    { role: 'importer', name: 'Harbin Timber Co., Ltd.', country: 'CN' },
  ],
  currency: 'CNY',
  amount: '1250000.00',
  obligationsEnd: '2027-12-31',
  unk: '26030002/1481/0000/1/1',
};

async function register(world: Awaited<ReturnType<typeof memoryWorld>>, terms: unknown, key = 'k') {
  return registerContract({ principal: world.principal, idempotencyKey: key, terms }, world);
}

test('para. 26 (а): a contract is registered as given, and in the journal', async (t) => {
  const world = await memoryWorld();
  const contract = await register(world, TERMS);
  t.like(contract, { ...TERMS, ownerId: world.owner.id, revision: 1 });
  t.deepEqual(await world.metadata.contract(contract.id), contract);
  t.like((await journalOf(world)).at(-1), {
    action: 'contract.registered',
    content: { contract: { id: contract.id, amount: '1250000.00' } },
  });
});

test('the same key and terms register once, in a row and at once; other terms are a mismatch', async (t) => {
  const world = await memoryWorld();
  const [first, ...others] = await Promise.all([1, 2, 3, 4].map(() => register(world, TERMS)));
  for (const other of [...others, await register(world, TERMS)]) t.deepEqual(other, first);
  const fault = await faultOf(register(world, { ...TERMS, number: '18' }));
  t.is(fault.code, 'idempotency-mismatch');
  t.is((await world.metadata.contractsOf(world.owner.id)).length, 2);
  t.is((await journalOf(world)).length, 1);
});

test('a УНК names one contract of its owner', async (t) => {
  const world = await memoryWorld();
  const fault = await faultOf(register(world, { ...TERMS, unk: UNK }));
  t.is(fault.code, 'already-exists');
});

test('only a Russian person registers; who may not is journalled', async (t) => {
  const world = await memoryWorld();
  const principal = { ...world.principal, kind: 'foreign-person' } as const;
  const answer = registerContract({ principal, idempotencyKey: 'k', terms: TERMS }, world);
  t.like(await faultOf(answer), { code: 'denied', denial: { paragraph: 'D65-21-иностр-огр' } });
  t.is((await journalOf(world)).at(-1)?.action, 'access.denied');
});

const [EXPORTER, IMPORTER] = TERMS.parties;

const invalid: readonly (readonly [string, unknown, pointer: string, code: string])[] = [
  ['no number', { ...TERMS, number: undefined }, '/number', 'required'],
  ['an empty number', { ...TERMS, number: ' ' }, '/number', 'empty'],
  [
    'a number with a bidirectional override',
    { ...TERMS, number: '17\u202e' },
    '/number',
    'malformed',
  ],
  ['a date of tomorrow', { ...TERMS, date: '2026-03-11' }, '/date', 'in-the-future'],
  ['a date that is none', { ...TERMS, date: '2025-02-29' }, '/date', 'not-a-date'],
  ['a date as a number', { ...TERMS, date: 20260302 }, '/date', 'wrong-type'],
  ['an unknown currency', { ...TERMS, currency: 'XXX' }, '/currency', 'unknown-code'],
  [
    'a currency that was withdrawn before',
    { ...TERMS, currency: 'HRK' },
    '/currency',
    'unknown-code',
  ],
  ['an amount as a number', { ...TERMS, amount: 1250000 }, '/amount', 'wrong-type'],
  ['an amount with an exponent', { ...TERMS, amount: '1e6' }, '/amount', 'malformed'],
  ['an amount with a comma', { ...TERMS, amount: '1,5' }, '/amount', 'malformed'],
  ['a negative amount', { ...TERMS, amount: '-1' }, '/amount', 'malformed'],
  ['nothing to pay', { ...TERMS, amount: '0.00' }, '/amount', 'malformed'],
  [
    'obligations that end before',
    { ...TERMS, obligationsEnd: '2026-03-01' },
    '/obligationsEnd',
    'out-of-order',
  ],
  ['a malformed УНК', { ...TERMS, unk: '1' }, '/unk', 'malformed'],
  ['one party', { ...TERMS, parties: [EXPORTER] }, '/parties', 'required'],
  [
    'parties of Russia only',
    { ...TERMS, parties: [EXPORTER, EXPORTER] },
    '/parties',
    'contradiction',
  ],
  ['parties that are no list', { ...TERMS, parties: {} }, '/parties', 'wrong-type'],
  [
    'an unknown country',
    { ...TERMS, parties: [EXPORTER, { ...IMPORTER, country: 'XX' }] },
    '/parties/1/country',
    'unknown-code',
  ],
  [
    'an ИНН with a wrong digit',
    { ...TERMS, parties: [{ ...EXPORTER, inn: '9901000011' }, IMPORTER] },
    '/parties/0/inn',
    'check-digit',
  ],
  ['a field of the vault', { ...TERMS, ownerId: 'somebody' }, '/ownerId', 'unknown-field'],
  [
    'an unknown field of a party',
    { ...TERMS, parties: [{ ...EXPORTER, 'a/b': 1 }, IMPORTER] },
    '/parties/0/a~1b',
    'unknown-field',
  ],
  ['no object', null, '', 'wrong-type'],
];

for (const [title, terms, pointer, code] of invalid) {
  test(`invalid, with the field named: ${title}`, async (t) => {
    const world = await memoryWorld();
    const fault = await faultOf(register(world, terms));
    if (fault.code !== 'invalid') return t.fail(fault.code);
    const fields = fault.fields.map((field) => [field.pointer, field.code]);
    t.true(
      fields.some(([at, why]) => at === pointer && why === code),
      JSON.stringify(fields),
    );
    t.is((await world.metadata.contractsOf(world.owner.id)).length, 1);
  });
}

test('every fault of a request is named at once', async (t) => {
  const world = await memoryWorld();
  const fault = await faultOf(register(world, { currency: 'XX', date: 'x', extra: 1 }));
  t.true(fault.code === 'invalid' && fault.fields.length >= 5);
});

test('a change needs the revision that was seen; the journal keeps before and after', async (t) => {
  const world = await memoryWorld();
  const { id } = await register(world, TERMS);
  const change = (revision: number, amount: string) =>
    changeContract(
      { principal: world.principal, contractId: id, revision, terms: { ...TERMS, amount } },
      world,
    );
  const changed = await change(1, '2000000.00');
  t.like(changed, { revision: 2, amount: '2000000.00' });
  t.like(await faultOf(change(1, '3')), { code: 'stale', revision: 2 });
  t.like((await journalOf(world)).at(-1), {
    action: 'contract.changed',
    content: { contract: { amount: '2000000.00' }, before: { amount: '1250000.00' } },
  });
});

test('of two changes at once one wins, the other is stale', async (t) => {
  const world = await memoryWorld();
  const { id } = await register(world, TERMS);
  const answers = await Promise.allSettled(
    ['1', '2'].map((amount) =>
      changeContract(
        { principal: world.principal, contractId: id, revision: 1, terms: { ...TERMS, amount } },
        world,
      ),
    ),
  );
  t.is(answers.filter(({ status }) => status === 'fulfilled').length, 1);
  const [lost] = answers.filter((each) => each.status === 'rejected');
  t.is(lost?.reason.code, 'stale');
});

test('who has no grant hears the same as for a contract that is not there', async (t) => {
  const world = await memoryWorld();
  const { id } = await register(world, TERMS);
  const principal = { ...world.principal, participantId: 'other' };
  const change = (contractId: string) =>
    faultOf(changeContract({ principal, contractId, revision: 1, terms: TERMS }, world));
  t.deepEqual(await change(id), await change('nowhere'));
});

test('ISO 4217: the table is sorted out: three letters each, none twice, dated where withdrawn', (t) => {
  t.is(new Set(CURRENCY_CODES).size, CURRENCY_CODES.length);
  const known = new Set(Intl.supportedValuesOf('currency'));
  // Newer than the ICU that Node may carry.
  for (const fresh of ['VED', 'XCG', 'ZWG']) known.add(fresh);
  t.deepEqual(
    CURRENCY_CODES.filter((code) => isCurrencyOn(code, '2026-11-22') && !known.has(code)),
    [],
  );
  t.true(isCurrencyOn('HRK', '2022-12-31'));
  t.false(isCurrencyOn('HRK', '2023-01-01'));
  for (const none of ['XAU', 'XTS', 'DEM', 'constructor', ''])
    t.false(isCurrencyOn(none, '2026-01-01'));
});

test('ISO 3166-1: 249 codes, each of them a region to Unicode', (t) => {
  t.is(COUNTRY_CODES.size, 249);
  const names = new Intl.DisplayNames('en', { type: 'region' });
  for (const code of COUNTRY_CODES) t.not(names.of(code), code);
});
