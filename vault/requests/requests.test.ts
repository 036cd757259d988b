import test from 'ava';
import fc from 'fast-check';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { exporter } from '../../test-fixtures/pki/subjects.ts';
import type { Participant, Principal } from '../model/participant.ts';
import { readReceipt } from '../reading/read-receipt.ts';
import { readVersion } from '../reading/read-version.ts';
import { sendVersion } from '../sendings/send-version.ts';
import { director, memoryWorld, participant, refusalOf } from '../testing/memory-world.fixture.ts';
import {
  journalOf,
  NOW,
  place,
  principalOf,
  signed,
  UNK,
  type World,
} from '../testing/vault-world.ts';
import { VaultError } from '../vault-error.ts';
import { makeRequest } from './make-request.ts';
import { readRequest, requestsOf } from './read-requests.ts';
import { readRequestFacts } from './request-facts.ts';

const DAY = 24 * 60 * 60 * 1000;

const BANK = participant('bank', { kind: 'currency-control-agent', bankNumber: '1481' });
const OTHER_BANK = participant('other', { kind: 'currency-control-agent', bankNumber: '1000' });
const BODY = participant('body', { kind: 'currency-control-body' });
const OTHER_BODY = participant('body-2', { kind: 'currency-control-body' });
const STATE = participant('state', {});
const FOREIGN = participant('foreign', { kind: 'foreign-person' });
const GONE = participant('gone', { kind: 'currency-control-agent', state: 'terminated' });
const TRADER = participant('trader', { kind: 'russian-person', inn: '7707083893' });
const LIQUIDATED = participant('liquidated', {
  kind: 'russian-person',
  inn: '7736050003',
  state: 'terminated',
});
const EVERYBODY = [BANK, OTHER_BANK, BODY, OTHER_BODY, STATE, FOREIGN, GONE, TRADER, LIQUIDATED];

const FACTS = {
  number: 'ВК-17/26',
  date: '2026-03-10',
  ground: '173-ФЗ, ст. 23, ч. 1, п. 3',
  unk: UNK,
  items: [{ text: 'Акт приёмки', category: 'b' }, { text: 'Коносамент' }],
  workingDays: 7,
};
const { unk: _unk, ...WITHOUT_UNK } = FACTS;
const BY_INN = { ...WITHOUT_UNK, inn: exporter.inn };

const newWorld = () => memoryWorld({ participants: EVERYBODY });

interface Asking {
  readonly facts?: unknown;
  readonly who?: Participant | Principal;
  readonly key?: string;
}

function ask(world: World, { facts = FACTS, who = BANK, key = world.newId() }: Asking = {}) {
  const principal = 'participantId' in who ? who : principalOf(who);
  return makeRequest({ principal, idempotencyKey: key, facts }, world);
}

async function sent(world: World, facts: object, document: string): Promise<string> {
  const files = await signed(Buffer.from(document), director);
  const { outcome } = await place(world, { files });
  const { documentId } = outcome;
  const { principal } = world;
  const request = { principal, idempotencyKey: world.newId(), documentId, version: 1, facts };
  await sendVersion(request, world);
  return documentId;
}

test('para. 25 (г): the arrival of a request is fixed by the journal, with a receipt for both sides', async (t) => {
  const world = await newWorld();
  const request = await ask(world);
  t.is(request.arrivedAt, NOW.toISOString());
  t.like(request, { exporterId: 'exporter', contractId: 'contract-1', requesterName: BANK.name });
  const forBank = await readReceipt(
    principalOf(BANK),
    { entryId: request.arrivedEntry, part: 'receipt' },
    world,
  );
  const forExporter = await readReceipt(
    world.principal,
    { entryId: request.arrivedEntry, part: 'receipt' },
    world,
  );
  t.deepEqual(forBank, forExporter);
  const { entry } = parseReceipt(forBank);
  t.like(entry, { action: 'request.arrived', paragraph: 'D65-25г-2', legalDate: '2026-03-10' });
  t.like(entry.content, {
    request: request.id,
    number: FACTS.number,
    ground: FACTS.ground,
    unk: UNK,
    items: FACTS.items,
    term: { workingDays: 7 },
    from: 'bank',
    to: 'exporter',
    contract: 'contract-1',
  });
});

test('the trader sees it with its due date, whoever asked sees it too, nobody else does', async (t) => {
  const world = await newWorld();
  const request = await ask(world);
  const [shown] = await requestsOf(world.principal, {}, world);
  t.like(shown, {
    request,
    state: { status: 'open', due: { date: '2026-03-19', provisional: false }, late: false },
  });
  t.deepEqual((await requestsOf(principalOf(BANK), {}, world)).length, 1);
  for (const who of [OTHER_BANK, BODY, TRADER]) {
    const principal = principalOf(who);
    t.deepEqual(await requestsOf(principal, {}, world), []);
    t.is(await refusalOf(readRequest(principal, { id: request.id }, world)), 'not-found');
    t.is(
      await refusalOf(
        readReceipt(principal, { entryId: request.arrivedEntry, part: 'receipt' }, world),
      ),
      'not-found',
    );
  }
  for (const who of [STATE, FOREIGN]) {
    t.is(await refusalOf(requestsOf(principalOf(who), {}, world)), 'denied outside-competence');
  }
  t.is(await refusalOf(readRequest(world.principal, { id: 'none' }, world)), 'not-found');
  const suspended = { ...world.principal, state: 'suspended' } as const;
  t.is(await refusalOf(requestsOf(suspended, {}, world)), 'denied suspended');
  t.is(await refusalOf(readRequest(suspended, { id: request.id }, world)), 'denied suspended');
});

test('a request is answered once something was sent for each item, and told as of any moment', async (t) => {
  const world = await newWorld();
  const { id } = await ask(world);
  const at = async (asOf?: string) => {
    const moment = asOf === undefined ? {} : { asOf };
    return (await readRequest(world.principal, { id, ...moment }, world)).state;
  };
  world.now = new Date(NOW.getTime() + DAY);
  await sent(world, { to: 'bank', request: id, items: [1] }, 'акт');
  await sent(world, { to: 'bank' }, 'не по запросу');
  t.like(await at(), { status: 'open', late: false });
  t.deepEqual(
    (await at()).items.map(({ sendings }) => sendings.length),
    [1, 0],
  );
  world.now = new Date(NOW.getTime() + 2 * DAY);
  await sent(world, { to: 'bank', request: id, items: [2, 1, 2] }, 'коносамент');
  t.like(await at(), { status: 'answered', answeredAt: world.now.toISOString(), late: false });
  const before = new Date(world.now.getTime() - 1).toISOString();
  t.is((await at(before)).status, 'open');
  const never = readRequest(world.principal, { id, asOf: '2026-03-01T00:00:00Z' }, world);
  t.is(await refusalOf(never), 'not-found');
  const past = { asOf: '2026-03-01T00:00:00Z' };
  t.deepEqual(await requestsOf(world.principal, past, world), []);
  const ahead = readRequest(world.principal, { id, asOf: '2030-01-01T00:00:00Z' }, world);
  t.deepEqual(await refusalOf(ahead), ['/asOf in-the-future']);
});

test('Civil Code art. 194: the term ends with its last day in Moscow; an answer after it is late', async (t) => {
  const world = await newWorld();
  const { id } = await ask(world, { facts: { ...FACTS, items: [{ text: 'акт' }] } });
  const status = async () => (await readRequest(world.principal, { id }, world)).state.status;
  world.now = new Date('2026-03-19T20:59:59.999Z');
  t.is(await status(), 'open');
  world.now = new Date('2026-03-19T21:00:00.000Z');
  t.is(await status(), 'overdue');
  // In the CRL's validity no longer: placed before, sent after.
  const { documentId } = (
    await place({ ...world, clock: { now: () => NOW } } as World, {
      files: await signed(Buffer.from('акт'), director),
    })
  ).outcome;
  const facts = { to: 'bank', request: id, items: [1] };
  const { principal } = world;
  const request = { principal, idempotencyKey: 'late', documentId, version: 1, facts };
  await sendVersion(request, world);
  const { state } = await readRequest(world.principal, { id }, world);
  t.like(state, { status: 'answered', late: true });
});

test('para. 23, para 3: what was sent on request is read by who asked, without a УНК of its own, and by no other', async (t) => {
  const world = await newWorld();
  const { id } = await ask(world, { who: BODY, facts: BY_INN });
  const documentId = await sent(world, { to: 'body', request: id, items: [1] }, 'акт');
  const read = (who: Participant) =>
    readVersion({ principal: principalOf(who), documentId, number: 1, part: 'content' }, world);
  t.is((await read(BODY)).version.number, 1);
  t.is(await refusalOf(read(OTHER_BANK)), 'not-found');
  const sentEntry = (await journalOf(world)).find(({ action }) => action === 'document.sent');
  t.deepEqual(sentEntry?.content['answers'], { request: id, items: [1] });
});

const wrongAnswers: readonly (readonly [string, object, readonly string[]])[] = [
  ['to another than who asked', { to: 'body', items: [1] }, ['/to contradiction']],
  ['an item that was not asked for', { to: 'bank', items: [3] }, ['/items wrong-type']],
  ['no items', { to: 'bank' }, ['/items required']],
  ['an empty list', { to: 'bank', items: [] }, ['/items wrong-type']],
  ['items that are no numbers', { to: 'bank', items: ['1'] }, ['/items wrong-type']],
  [
    'a request that is not there',
    { to: 'bank', request: 'x', items: [1] },
    ['/request unknown-code'],
  ],
];
for (const [what, facts, expected] of wrongAnswers) {
  test(`a sending that answers wrongly is refused: ${what}`, async (t) => {
    const world = await newWorld();
    const { id } = await ask(world);
    t.deepEqual(await refusalOf(sent(world, { request: id, ...facts }, 'акт')), expected);
    t.deepEqual(await world.metadata.sendingsAnswering(id), []);
  });
}

test('items without a request are a misspelt sending', async (t) => {
  const world = await newWorld();
  t.deepEqual(await refusalOf(sent(world, { to: 'bank', items: [1] }, 'акт')), [
    '/items unknown-field',
  ]);
});

test('another trader’s request answers like one that is not there', async (t) => {
  const world = await newWorld();
  const { id } = await ask(world, {
    who: BODY,
    facts: { ...BY_INN, inn: TRADER.inn },
  });
  const facts = { to: 'body', request: id, items: [1] };
  t.deepEqual(await refusalOf(sent(world, facts, 'акт')), ['/request unknown-code']);
});

const refused: readonly (readonly [string, Asking, unknown])[] = [
  ['a bank about a УНК of another bank', { who: OTHER_BANK }, 'denied no-grant'],
  ['a bank by ИНН alone', { facts: BY_INN }, ['/unk required']],
  ['a state body', { who: STATE }, 'denied outside-competence'],
  ['a trader', { who: TRADER }, 'denied outside-competence'],
  ['a liquidated bank', { who: GONE }, 'denied terminated'],
  [
    'a bank clerk without qualified signature',
    { who: principalOf(BANK, { authentication: 'esia-two-factor' }) },
    'denied authentication-too-weak',
  ],
  [
    'a УНК of its own without contract',
    { facts: { ...FACTS, unk: '26030009/1481/0000/1/1' } },
    'not-found',
  ],
  ['a УНК and another’s ИНН', { facts: { ...FACTS, inn: TRADER.inn } }, ['/inn unknown-code']],
  [
    'an unknown trader',
    { who: BODY, facts: { ...BY_INN, inn: '5000000000' } },
    ['/inn unknown-code'],
  ],
  [
    'a liquidated trader',
    { who: BODY, facts: { ...BY_INN, inn: LIQUIDATED.inn } },
    ['/inn unknown-code'],
  ],
  [
    'a contract that the trader has not',
    { who: BODY, facts: { ...BY_INN, contract: { number: '18', date: '2026-03-01' } } },
    ['/contract unknown-code'],
  ],
  ['a УНК in another form', { facts: { ...FACTS, unk: '2603/1481' } }, ['/unk malformed']],
  ['neither УНК nor ИНН', { who: BODY, facts: WITHOUT_UNK }, ['/unk required']],
  ['a date to come', { facts: { ...FACTS, date: '2026-03-11' } }, ['/date in-the-future']],
  ['nothing asked for', { facts: { ...FACTS, items: [] } }, ['/items empty']],
  [
    'an unknown category',
    { facts: { ...FACTS, items: [{ text: 'x', category: 'z' }] } },
    ['/items/0/category unknown-code'],
  ],
  ['no term', { facts: { ...FACTS, workingDays: undefined } }, ['/due required']],
  ['a term that is null', { facts: { ...FACTS, workingDays: null } }, ['/due required']],
  ['two terms', { facts: { ...FACTS, due: '2026-04-01' } }, ['/due contradiction']],
  [
    'a term that is over',
    { facts: { ...FACTS, workingDays: undefined, due: '2026-03-09' } },
    ['/due out-of-order'],
  ],
  ['no whole days', { facts: { ...FACTS, workingDays: 1.5 } }, ['/workingDays wrong-type']],
  ['a field that nobody knows', { facts: { ...FACTS, to: 'exporter' } }, ['/to unknown-field']],
  ['no object', { facts: [] }, ['/number required', '/date required', '/ground required']],
];
for (const [what, asking, expected] of refused) {
  test(`a request is refused with what is wrong: ${what}`, async (t) => {
    const world = await newWorld();
    const fault = await refusalOf(ask(world, asking));
    if (Array.isArray(fault) && Array.isArray(expected)) {
      t.deepEqual(
        fault.filter((each) => expected.includes(each)),
        expected,
      );
    } else t.is(fault, expected as string);
    t.deepEqual(await world.metadata.requestsTo('exporter'), []);
    const actions = (await journalOf(world)).map(({ action }) => action);
    t.deepEqual(actions, String(expected).startsWith('denied') ? ['access.denied'] : []);
  });
}

test('a УНК that two traders have said asks for the ИНН, and with it finds the one', async (t) => {
  const world = await newWorld();
  const twin = { ...world.contract, id: 'contract-2', ownerId: 'trader' };
  await world.metadata.commit({ contracts: [twin] });
  t.deepEqual(await refusalOf(ask(world)), ['/inn required']);
  const { exporterId, contractId } = await ask(world, { facts: { ...FACTS, inn: TRADER.inn } });
  t.deepEqual([exporterId, contractId], ['trader', 'contract-2']);
});

test('a body asks about a contract without УНК by its number and date', async (t) => {
  const world = await newWorld();
  const contract = { number: world.contract.number, date: world.contract.date };
  const request = await ask(world, { who: BODY, facts: { ...BY_INN, contract } });
  t.is(request.contractId, 'contract-1');
});

test('equal request, equal answer, for ever: also after its term; other content is refused', async (t) => {
  const world = await newWorld();
  const facts = { ...FACTS, workingDays: undefined, due: '2026-03-12' };
  const first = await ask(world, { key: 'k', facts });
  world.now = new Date(NOW.getTime() + 400 * DAY);
  t.deepEqual(await ask(world, { key: 'k', facts }), first);
  t.is(await refusalOf(ask(world, { key: 'k' })), 'idempotency-mismatch');
  t.is((await world.metadata.requestsTo('exporter')).length, 1);
  // The key is the requester's own.
  const other = await ask(world, { key: 'k', who: BODY, facts: BY_INN });
  t.not(other.id, first.id);
});

test('the same request twice at once arrives once', async (t) => {
  const world = await newWorld();
  const [one, two] = await Promise.all([ask(world, { key: 'k' }), ask(world, { key: 'k' })]);
  t.deepEqual(one, two);
  t.is((await world.metadata.requestsBy('bank')).length, 1);
  t.deepEqual(
    (await journalOf(world)).map(({ action }) => action),
    ['request.arrived'],
  );
});

test('whatever JSON comes, it is taken or refused with its fields', (t) => {
  const near = fc.record(
    {
      number: fc.oneof(fc.string(), fc.constant('1')),
      date: fc.oneof(fc.string(), fc.constant('2026-03-10')),
      ground: fc.oneof(fc.string(), fc.constant('закон')),
      unk: fc.oneof(fc.string(), fc.constant(UNK)),
      items: fc.oneof(fc.jsonValue(), fc.constant([{ text: 'акт' }])),
      workingDays: fc.oneof(fc.integer(), fc.constant(7)),
      due: fc.jsonValue(),
      contract: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(near, fc.jsonValue()), (json) => {
      try {
        const { number, items, term } = readRequestFacts(json, NOW);
        return number !== '' && items.length > 0 && ('due' in term || term.workingDays > 0);
      } catch (error) {
        return error instanceof VaultError && error.code === 'invalid';
      }
    }),
    { numRuns: 200 },
  );
  t.pass();
});
