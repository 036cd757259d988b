import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { Principal } from '../model/participant.ts';
import { at, director, faultOf, memoryWorld } from '../testing/memory-world.fixture.ts';
import { DESCRIPTION, journalOf, place, signed, UNK, type World } from '../testing/vault-world.ts';
import { type Retrieval, retrieveByUnk } from './retrieve-by-unk.ts';

const BANK: Principal = {
  participantId: 'bank',
  kind: 'currency-control-agent',
  state: 'active',
  authentication: 'system-key',
  bankNumber: '1481',
};
const CLERK: Principal = { ...BANK, authentication: 'qualified-signature' };
const OTHER_BANK: Principal = { ...BANK, participantId: 'other bank', bankNumber: '1000' };

async function placeAt(world: World, minute: number, asked: Parameters<typeof place>[1] = {}) {
  world.now = at(minute);
  const files = await signed(Buffer.from(`document at ${minute}`), director);
  return (await place(world, { files, ...asked })).outcome;
}

function retrieve(world: World, more: { asOf?: Date; principal?: Principal; unk?: string } = {}) {
  const { asOf, principal = BANK, unk = UNK } = more;
  const moment = asOf === undefined ? {} : { asOf: asOf.toISOString() };
  return retrieveByUnk({ principal, unk, ...moment }, world);
}

/** `document/version` of everything that was retrieved. */
function seen({ contracts }: Retrieval): readonly string[] {
  return contracts
    .flatMap(({ documents }) => documents)
    .flatMap(({ document, versions }) => versions.map(({ number }) => `${document.id}/${number}`));
}

test('a bank gets by УНК what was placed at or before the moment, to the millisecond', async (t) => {
  const world = await memoryWorld();
  const first = await placeAt(world, 1);
  const target = { kind: 'document', documentId: first.documentId } as const;
  await placeAt(world, 3, { target });
  world.now = at(10);
  const id = first.documentId;
  t.deepEqual(seen(await retrieve(world, { asOf: new Date(at(1).getTime() - 1) })), []);
  t.deepEqual(seen(await retrieve(world, { asOf: at(1) })), [`${id}/1`]);
  t.deepEqual(seen(await retrieve(world, { asOf: new Date(at(3).getTime() - 1) })), [`${id}/1`]);
  t.deepEqual(seen(await retrieve(world, { asOf: at(3) })), [`${id}/1`, `${id}/2`]);
  t.deepEqual(seen(await retrieve(world)), [`${id}/1`, `${id}/2`]);
});

test('para. 13 (з): the journal says who saw which bytes before the answer goes out', async (t) => {
  const world = await memoryWorld();
  const { documentId, sha256 } = await placeAt(world, 1);
  const answer = await retrieve(world);
  const entry = await world.metadata.journal.entry(answer.entry);
  t.is(entry?.action, 'documents.retrieved');
  t.like((await journalOf(world)).at(-1), {
    actor: { participant: 'bank' },
    content: {
      unk: UNK,
      contracts: [{ documents: [{ document: documentId, version: 1, sha256 }] }],
    },
  });
});

test('another bank hears the same words whether or not the contract exists, and is journalled', async (t) => {
  const world = await memoryWorld();
  const there = await faultOf(retrieve(world, { principal: OTHER_BANK }));
  const unknown = UNK.replace('0001', '0002');
  const nowhere = await faultOf(retrieve(world, { principal: OTHER_BANK, unk: unknown }));
  t.is(there.code, 'denied');
  t.deepEqual(nowhere, there);
  t.deepEqual(
    (await journalOf(world)).map(({ action, content }) => [action, content['unk']]),
    [
      ['access.denied', UNK],
      ['access.denied', unknown],
    ],
  );
});

test('an unknown УНК of the bank’s own is not found, a malformed one invalid', async (t) => {
  const world = await memoryWorld();
  const unknown = UNK.replace('0001', '0002');
  t.is((await faultOf(retrieve(world, { unk: unknown }))).code, 'not-found');
  t.is((await faultOf(retrieve(world, { unk: `${UNK}/1` }))).code, 'invalid');
});

for (const asOf of ['2099-01-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-03-10T09:00', 'now']) {
  test(`as of ${asOf} is invalid`, async (t) => {
    const world = await memoryWorld();
    const fault = await faultOf(retrieveByUnk({ principal: BANK, unk: UNK, asOf }, world));
    t.like(fault, { code: 'invalid', fields: [{ pointer: '/asOf' }] });
  });
}

test('para. 23: a secret document is withheld from a system, shown to a clerk with qualified signature', async (t) => {
  const world = await memoryWorld();
  const { documentId } = await placeAt(world, 1, { metadata: { ...DESCRIPTION, secret: true } });
  const withheld = await retrieve(world);
  t.deepEqual(seen(withheld), []);
  t.is(withheld.contracts[0]?.withheld, 1);
  t.deepEqual(seen(await retrieve(world, { principal: CLERK })), [`${documentId}/1`]);
});

test('a version that is received and waits to be judged is not shown to a bank', async (t) => {
  const world = await memoryWorld();
  world.evidence = { ...world.evidence, crls: [] };
  t.is((await placeAt(world, 1)).state, 'pending');
  t.deepEqual(seen(await retrieve(world)), []);
});

type Step =
  | { readonly kind: 'document' }
  | { readonly kind: 'version'; readonly of: number }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'repeat'; readonly of: number }
  | { readonly kind: 'retrieve'; readonly back: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('document') }),
  fc.record({ kind: fc.constant('version'), of: fc.nat(9) }),
  fc.record({ kind: fc.constant('unsigned') }),
  fc.record({ kind: fc.constant('repeat'), of: fc.nat(9) }),
  fc.record({ kind: fc.constant('retrieve'), back: fc.nat(12) }),
);

interface Placed {
  readonly id: string;
  readonly number: number;
  readonly minute: number;
  readonly key: string;
}

/** Does one step, holds its answer against the list, and gives what was placed by it. */
async function run(t: ExecutionContext, world: World, each: Step, placed: readonly Placed[]) {
  const minute = placed.length === 0 ? 0 : (placed.at(-1)?.minute ?? 0) + 1;
  world.now = at(minute);
  const former = 'of' in each ? placed[each.of % Math.max(placed.length, 1)] : undefined;
  switch (each.kind) {
    case 'retrieve': {
      const moment = minute - each.back;
      const expected = placed.filter((one) => one.minute <= moment);
      const answer = seen(await retrieve(world, { asOf: at(moment) }));
      t.deepEqual([...answer].sort(), expected.map(({ id, number }) => `${id}/${number}`).sort());
      return [];
    }
    case 'unsigned': {
      const unsigned = place(world, { files: [['document', Buffer.from('unsigned')]] });
      t.is((await faultOf(unsigned)).code, 'refused-signature');
      return [];
    }
    case 'repeat': {
      if (former === undefined) return [];
      const other = place(world, { files: [['document', Buffer.from('x')]], key: former.key });
      t.is((await faultOf(other)).code, 'idempotency-mismatch');
      return [];
    }
    case 'document':
    case 'version':
      return [await placeStep(t, { world, minute, former, placed })];
  }
}

async function placeStep(
  t: ExecutionContext,
  step: {
    readonly world: World;
    readonly minute: number;
    /** The document that gets a further version; absent: a new one. */
    readonly former: Placed | undefined;
    readonly placed: readonly Placed[];
  },
): Promise<Placed> {
  const { world, minute, former, placed } = step;
  const key = `key-${minute}`;
  const target = former && ({ kind: 'document', documentId: former.id } as const);
  const outcome = await placeAt(world, minute, { key, ...(target && { target }) });
  const id = outcome.documentId;
  const number = placed.filter((one) => one.id === id).length + 1;
  t.is(outcome.version, number);
  return { id, number, minute, key };
}

test('whatever is done in whatever order, the vault agrees with a list of what was placed when', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const world = await memoryWorld();
      const placed: Placed[] = [];
      for (const each of steps) placed.push(...(await run(t, world, each, placed)));
      const actions = (await journalOf(world)).map(({ action }) => action);
      t.is(actions.filter((action) => action === 'document.placed').length, placed.length);
    }),
    { numRuns: 25 },
  );
});
