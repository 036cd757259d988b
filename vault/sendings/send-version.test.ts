import test from 'ava';
import { parseReceipt } from '../../formats/evidence/receipt.ts';
import { writePackage } from '../evidence/write-package.ts';
import type { Principal } from '../model/participant.ts';
import { describeDocument } from '../reading/describe-documents.ts';
import { readReceipt } from '../reading/read-receipt.ts';
import { readVersion } from '../reading/read-version.ts';
import { codeOf, director, memoryWorld, participant } from '../testing/memory-world.fixture.ts';
import { DESCRIPTION, journalOf, place, principalOf, signed } from '../testing/vault-world.ts';
import { addressees, receivedSendings } from './list-sendings.ts';
import { sendVersion } from './send-version.ts';

const CUSTOMS = participant('customs');
const TAX = participant('tax');
/** Not the bank of the contract's УНК: nothing but a sending opens the document to it. */
const BANK = participant('bank', { kind: 'currency-control-agent', bankNumber: '0001' });
const OTHERS = [
  participant('trader', { kind: 'russian-person' }),
  participant('foreign', { kind: 'foreign-person' }),
  participant('gone', { state: 'terminated' }),
];

async function stage({ pending = false, secret = false } = {}) {
  const world = await memoryWorld({
    ...(pending ? { evidence: {} } : {}),
    participants: [CUSTOMS, TAX, BANK, ...OTHERS],
  });
  const files = await signed(Buffer.from('договор'), director);
  const { outcome } = await place(world, { files, metadata: { ...DESCRIPTION, secret } });
  const { documentId } = outcome;
  const send = (to: string, more: { key?: string; version?: number; who?: Principal } = {}) =>
    sendVersion(
      {
        principal: more.who ?? world.principal,
        idempotencyKey: more.key ?? world.newId(),
        documentId,
        version: more.version ?? 1,
        facts: { to },
      },
      world,
    );
  const read = (who: Principal, number = 1) =>
    readVersion({ principal: who, documentId, number, part: 'content' }, world);
  return { world, documentId, send, read };
}

test('para. 24: sending and arrival are fixed each by an entry with a receipt of its own', async (t) => {
  const { world, documentId, send } = await stage();
  const sending = await send('customs');
  const receipts = await Promise.all(
    [sending.sentEntry, sending.deliveredEntry].map(async (id) =>
      parseReceipt(await readReceipt(world.principal, { entryId: id, part: 'receipt' }, world)),
    ),
  );
  t.deepEqual(
    receipts.map(({ entry }) => [entry.action, entry.paragraph, entry.actor['participant']]),
    [
      ['document.sent', 'D65-24-напр', 'exporter'],
      ['document.delivered', 'D65-24-получ', 'system'],
    ],
  );
  const [version] = (
    await describeDocument(world.principal, { id: documentId, part: 'description' }, world)
  ).versions;
  for (const { entry } of receipts) {
    t.like(entry.content, {
      document: documentId,
      version: 1,
      sha256: version?.file.sha256,
      sending: sending.id,
      from: 'exporter',
      to: 'customs',
      toName: CUSTOMS.name,
    });
  }
  t.deepEqual(
    [sending.sentAt, sending.deliveredAt],
    receipts.map(({ entry }) => entry.time),
  );
});

test('para. 23, para 3: the addressee reads what it could not before, and that version only', async (t) => {
  const { world, documentId, send, read } = await stage();
  const files = await signed(Buffer.from('договор 2'), director);
  await place(world, { files, target: { kind: 'document', documentId } });
  const who = principalOf(BANK);
  t.is(await codeOf(read(who)), 'not-found');
  t.is(
    await codeOf(describeDocument(who, { id: documentId, part: 'description' }, world)),
    'not-found',
  );
  await send('bank');
  t.is(await codeOf(read(who)), 'done');
  t.is(await codeOf(read(who, 2)), 'not-found');
  t.is(await codeOf(read(principalOf(TAX))), 'not-found');
  const { versions } = await describeDocument(who, { id: documentId, part: 'description' }, world);
  t.deepEqual(
    versions.map(({ number }) => number),
    [1],
  );
});

test('an addressee hears of its own sending only', async (t) => {
  const { world, documentId, send } = await stage();
  const [toCustoms, toTax] = [await send('customs'), await send('tax')];
  const who = principalOf(CUSTOMS);
  const { sendings } = await describeDocument(who, { id: documentId, part: 'description' }, world);
  t.deepEqual(sendings, [toCustoms]);
  t.deepEqual(
    (await describeDocument(world.principal, { id: documentId, part: 'description' }, world))
      .sendings,
    [toCustoms, toTax],
  );
  t.is(
    await codeOf(readReceipt(who, { entryId: toCustoms.deliveredEntry, part: 'receipt' }, world)),
    'done',
  );
  t.is(
    await codeOf(readReceipt(who, { entryId: toTax.sentEntry, part: 'receipt' }, world)),
    'not-found',
  );
  t.deepEqual(
    (await receivedSendings(who, world)).map(({ sending }) => sending),
    [toCustoms],
  );
});

test('para. 23, para 5: a secret that was sent has no title and no content without a qualified signature', async (t) => {
  const { world, send, read } = await stage({ secret: true });
  await send('customs');
  const weak = principalOf(CUSTOMS, { authentication: 'system-key' });
  t.is(await codeOf(read(weak)), 'denied');
  t.is(await codeOf(read(principalOf(CUSTOMS))), 'done');
  t.is((await receivedSendings(weak, world))[0]?.named, false);
  t.is((await receivedSendings(principalOf(CUSTOMS), world))[0]?.named, true);
});

test('the same request again, also at once, is one sending; other content under its key is refused', async (t) => {
  const { world, documentId, send } = await stage();
  const both = await Promise.all([send('bank', { key: 'k' }), send('bank', { key: 'k' })]);
  t.deepEqual(both[0], both[1]);
  await world.metadata.commit({ participants: [{ ...BANK, state: 'terminated' }] });
  t.deepEqual(await send('bank', { key: 'k' }), both[0]);
  t.is(await codeOf(send('customs', { key: 'k' })), 'idempotency-mismatch');
  t.deepEqual(await world.metadata.sendingsOf(documentId), [both[0]]);
  const sent = (await journalOf(world)).filter(({ action }) => action === 'document.sent');
  t.is(sent.length, 1);
});

for (const to of ['trader', 'foreign', 'gone', 'exporter', 'nobody', '']) {
  test(`no addressee: “${to}”, in the same words as one that is not there`, async (t) => {
    const { world, documentId, send } = await stage();
    t.is(await codeOf(send(to)), 'invalid');
    t.deepEqual(await world.metadata.sendingsOf(documentId), []);
  });
}

test('para. 24: what is received and not placed cannot be sent', async (t) => {
  const { send } = await stage({ pending: true });
  t.is(await codeOf(send('customs')), 'invalid');
});

test('nobody sends what is another’s, or a version that is not there', async (t) => {
  const { send } = await stage();
  const trader = principalOf(participant('trader', { kind: 'russian-person' }));
  t.is(await codeOf(send('customs', { who: trader })), 'not-found');
  t.is(await codeOf(send('customs', { version: 2 })), 'not-found');
  t.is(await codeOf(send('tax', { who: principalOf(CUSTOMS) })), 'denied');
});

test('para. 13 (г): a trader is told whom it may send to, nobody else is', async (t) => {
  const { world } = await stage();
  const names = (await addressees(world.principal, world)).map(({ id }) => id);
  t.deepEqual([...names].sort(), ['bank', 'customs', 'tax']);
  t.is(await codeOf(addressees(principalOf(CUSTOMS), world)), 'denied');
});

test('the evidence package of an addressee holds the versions sent to it', async (t) => {
  const { world, documentId, send } = await stage();
  const files = await signed(Buffer.from('договор 2'), director);
  await place(world, { files, target: { kind: 'document', documentId } });
  await send('customs', { version: 2 });
  const ports = {
    ...world,
    algorithms: world.judging.algorithms,
    logName: 'vault.example/log',
    sealPackage: async (octets: Uint8Array) => octets,
    sealEvidence: async () => world.evidence,
    tokenEvidence: async () => world.evidence,
  };
  const subject = { kind: 'document', id: documentId } as const;
  await writePackage({ principal: principalOf(CUSTOMS), subject }, ports);
  const issued = (await journalOf(world)).find(({ action }) => action === 'evidence.issued');
  t.deepEqual(issued?.content['versions'], [2]);
});
