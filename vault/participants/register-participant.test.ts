import test from 'ava';
import fc from 'fast-check';
import { bank } from '../../test-fixtures/pki/subjects.ts';
import type { Principal } from '../model/participant.ts';
import { faultOf, memoryWorld } from '../testing/memory-world.fixture.ts';
import { journalOf, type World } from '../testing/vault-world.ts';
import { isInn, isOgrn } from './identifiers.ts';
import { registerParticipant } from './register-participant.ts';

const OPERATOR: Principal = {
  participantId: 'operator',
  kind: 'operator',
  state: 'active',
  authentication: 'qualified-signature',
};

const JWK = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const BANK = {
  kind: 'currency-control-agent',
  name: bank.name,
  inn: bank.inn,
  ogrn: bank.ogrn,
  bankNumber: '1481',
  systemKeys: [JWK],
};

function register(world: World, facts: unknown, principal = OPERATOR, idempotencyKey = 'k') {
  return registerParticipant({ principal, idempotencyKey, facts }, world);
}

test('the operator registers a bank; the journal says so without its keys', async (t) => {
  const world = await memoryWorld();
  const participant = await register(world, BANK);
  t.like(participant, { ...BANK, state: 'active' });
  t.deepEqual(await world.metadata.participant(participant.id), participant);
  t.deepEqual(await register(world, BANK), participant);
  const [entry, ...others] = await journalOf(world);
  t.deepEqual(others, []);
  t.like(entry, {
    action: 'participant.registered',
    content: { participant: { id: participant.id, systemKeys: 1 } },
  });
});

test('nobody but the operator registers', async (t) => {
  const world = await memoryWorld();
  t.is((await faultOf(register(world, BANK, world.principal))).code, 'denied');
});

test('a bank number, and an ИНН in one kind, is registered once', async (t) => {
  const world = await memoryWorld();
  await register(world, BANK);
  const { inn: _inn, ogrn: _ogrn, ...sameNumber } = BANK;
  const sameInn = { ...BANK, bankNumber: '1000' };
  for (const [index, facts] of [sameNumber, sameInn].entries()) {
    const fault = await faultOf(register(world, facts, OPERATOR, `other-${index}`));
    t.is(fault.code, 'already-exists');
  }
});

const invalid: readonly (readonly [string, unknown, pointer: string, code: string])[] = [
  ['an unknown kind', { ...BANK, kind: 'bank' }, '/kind', 'unknown-code'],
  ['a bank without number', { ...BANK, bankNumber: undefined }, '/bankNumber', 'required'],
  ['a bank number of five digits', { ...BANK, bankNumber: '01481' }, '/bankNumber', 'malformed'],
  [
    'an exporter with a bank number',
    { ...BANK, kind: 'russian-person' },
    '/bankNumber',
    'contradiction',
  ],
  ['an exporter without ИНН', { kind: 'russian-person', name: 'n' }, '/inn', 'required'],
  ['a wrong digit in the ИНН', { ...BANK, inn: '9902000021' }, '/inn', 'check-digit'],
  ['a wrong digit in the ОГРН', { ...BANK, ogrn: '1029900000021' }, '/ogrn', 'check-digit'],
  [
    'a private key',
    { ...BANK, systemKeys: [{ ...JWK, d: 'x' }] },
    '/systemKeys/0/d',
    'contradiction',
  ],
  ['a key without type', { ...BANK, systemKeys: [{ x: 'x' }] }, '/systemKeys/0/kty', 'required'],
  ['keys that are none', { ...BANK, systemKeys: ['x'] }, '/systemKeys', 'wrong-type'],
  ['a state of its own choice', { ...BANK, state: 'active' }, '/state', 'unknown-field'],
];

for (const [title, facts, pointer, code] of invalid) {
  test(`invalid, with the field named: ${title}`, async (t) => {
    const world = await memoryWorld();
    t.like(await faultOf(register(world, facts)), {
      code: 'invalid',
      fields: [{ pointer, code }],
    });
    t.deepEqual(await journalOf(world), []);
  });
}

for (const [text, check] of [
  ['7707083893', isInn],
  ['500100732259', isInn],
  ['1027700132195', isOgrn],
  ['304500116000157', isOgrn],
] as const) {
  test(`check digits: ${text} is right, and no other digit in any place is`, (t) => {
    t.true(check(text));
    for (const at of Array.from(text).keys()) {
      const digit = (Number(text.charAt(at)) + 1) % 10;
      const changed = `${text.slice(0, at)}${digit}${text.slice(at + 1)}`;
      t.false(check(changed), changed);
    }
  });
}

test('whatever is no ИНН and no ОГРН is told apart without an exception', (t) => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      t.false(!/^\d+$/.test(text) && (isInn(text) || isOgrn(text)));
    }),
  );
});
