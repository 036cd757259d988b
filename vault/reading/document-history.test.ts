import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';
import { OID } from '../../formats/asn1/oids.ts';
import { encodeSupplement } from '../../formats/evidence/supplement.ts';
import { parseNote } from '../../formats/log/note.ts';
import { testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { testTimeStamper } from '../../test-fixtures/pki/time-stamp-service.ts';
import { makeRequest } from '../requests/make-request.ts';
import { sendVersion } from '../sendings/send-version.ts';
import { director, pki } from '../testing/memory-world.fixture.ts';
import {
  algorithms,
  DESCRIPTION,
  NOW,
  place,
  principalOf,
  sha256Hex,
  signed,
  UNK,
} from '../testing/vault-world.ts';
import { documentHistory } from './document-history.ts';
import { printHistory } from './print-history.ts';
import { placedStage } from './printing.fixture.ts';

const tsa = await pki.issue({
  subject: { commonName: 'ТЕСТ Служба штампов' },
  extendedKeyUsage: [OID.kpTimeStamping],
  extendedKeyUsageCritical: true,
});
const BODY = {
  id: 'body',
  kind: 'currency-control-body',
  name: 'Орган валютного контроля',
  state: 'active',
  registeredAt: NOW.toISOString(),
} as const;

const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000);

/** Placed, asked for by a body of currency control, sent to it, and a second version placed. */
async function stage(metadata: object = DESCRIPTION) {
  const { world, outcome, ports } = await placedStage(metadata);
  const { documentId } = outcome;
  await world.metadata.commit({ participants: [BODY] });
  world.now = minutes(60);
  const asked = {
    ...{ number: 'ВК-17/26', date: '2026-03-09', ground: '173-ФЗ, ст. 23, ч. 1', unk: UNK },
    ...{ items: [{ text: 'Договор', category: 'a' }], due: '2026-03-30' },
  };
  const body = principalOf(BODY);
  const request = await makeRequest({ principal: body, idempotencyKey: 'k', facts: asked }, world);
  world.now = minutes(24 * 60);
  const facts = { to: BODY.id, request: request.id, items: [1] };
  await sendVersion(
    { principal: world.principal, idempotencyKey: 's', documentId, version: 1, facts },
    world,
  );
  world.now = minutes(30 * 60);
  const second = await signed(Buffer.from('договор, вторая редакция'), director);
  await place(world, { files: second, target: { kind: 'document', documentId } });
  return { world, documentId, body, ports };
}

test('para. 24, 25 (г): the receipts of a document tell its history in the order of the journal', async (t) => {
  const { world, documentId, ports } = await stage();
  const { events, named } = await documentHistory(
    world.principal,
    { id: documentId, part: 'history' },
    ports,
  );
  t.true(named);
  t.deepEqual(
    events.map(({ receipt }) => [receipt.entry.action, receipt.entry.content['version']]),
    [
      ['document.received', 1],
      ['document.placed', 1],
      ['request.arrived', undefined],
      ['document.sent', 1],
      ['document.delivered', 1],
      ['document.received', 2],
      ['document.placed', 2],
    ],
  );
  const indexes = events.map(({ receipt }) => receipt.proof.index);
  t.deepEqual(
    indexes,
    indexes.toSorted((a, b) => a - b),
  );
  const again = await documentHistory(world.principal, { id: documentId, part: 'history' }, ports);
  t.deepEqual(
    again.events.map(({ id, sha256: digest }) => [id, digest]),
    events.map(({ id, sha256: digest }) => [id, digest]),
    'every receipt is the same file',
  );
});

test('para. 23: an addressee sees the history of what was sent to it, a stranger none', async (t) => {
  const { world, documentId, body, ports } = await stage();
  const { events } = await documentHistory(body, { id: documentId, part: 'history' }, ports);
  t.true(events.some(({ receipt }) => receipt.entry.action === 'request.arrived'));
  const stranger = { ...world.principal, participantId: 'stranger' };
  await t.throwsAsync(documentHistory(stranger, { id: documentId, part: 'history' }, ports), {
    code: 'not-found',
  });
  await t.throwsAsync(printHistory(stranger, documentId, ports), { code: 'not-found' });
});

/** A token over the first checkpoint, as the job brings it. */
async function stamp({ world, documentId, ports }: Awaited<ReturnType<typeof stage>>) {
  const { events } = await documentHistory(
    world.principal,
    { id: documentId, part: 'history' },
    ports,
  );
  const { text } = parseNote(events[0]?.receipt.proof.checkpoint ?? '');
  const octets = new TextEncoder().encode(text);
  const { token } = await testTimeStamper({
    identity: tsa,
    now: () => minutes(2),
    algorithms,
  }).stamp(octets);
  const checkpoint = sha256Hex(octets);
  const bytes = encodeSupplement({ kind: 'time-stamp', checkpoint, token });
  await world.metadata.journal.putSupplement(Number(text.split('\n')[1]), bytes);
}

test('a supplement that comes later is told, and changes no receipt', async (t) => {
  const staged = await stage();
  const { world, documentId, ports } = staged;
  const before = await documentHistory(world.principal, { id: documentId, part: 'history' }, ports);
  t.true(before.events.every(({ timeStamp }) => timeStamp.state === 'pending'));
  await stamp(staged);
  const after = await documentHistory(world.principal, { id: documentId, part: 'history' }, ports);
  t.deepEqual(after.events[0]?.timeStamp, {
    state: 'present',
    genTime: minutes(2).toISOString(),
  });
  t.is(after.events.at(-1)?.timeStamp.state, 'pending');
  t.deepEqual(
    after.events.map(({ sha256: digest }) => digest),
    before.events.map(({ sha256: digest }) => digest),
  );
});

testWith('pdftotext', 'poppler-utils')(
  'peer: poppler reads every event of the history with its moment, subject and receipt',
  async (t) => {
    const staged = await stage();
    const { world, documentId, ports } = staged;
    await stamp(staged);
    const pdf = await printHistory(world.principal, documentId, ports);
    t.deepEqual(await printHistory(world.principal, documentId, ports), pdf, 'the same octets');
    const path = await scratchFolder(t, { 'history.pdf': pdf });
    const { stdout } = await promisify(execFile)('pdftotext', ['-raw', path('history.pdf'), '-']);
    const text = stdout.replace(/\s+/g, ' ');
    for (const said of [
      'История документа',
      'Договор № 17',
      'Документ получен',
      'Документ размещён',
      'Запрос о представлении документов поступил',
      'Документ направлен',
      'Документ получен адресатом',
      'Орган валютного контроля',
      '10.03.2026',
      '12:00:00 МСК',
      '2026-03-10T09:00:00.000Z UTC',
      'Штамп времени: есть, 10.03.2026 12:02:00 МСК',
      'Штамп времени: запрошен, ещё не получен',
      'Постановление № 65, п. 24',
      'доказательную силу имеют они',
    ]) {
      t.true(text.includes(said), `${said}: ${text}`);
    }
    const { events } = await documentHistory(
      world.principal,
      { id: documentId, part: 'history' },
      ports,
    );
    for (const { sha256: digest } of events) t.true(text.replaceAll(' ', '').includes(digest));
  },
);

testWith('pdftotext', 'poppler-utils')(
  'para. 23, para 5: the history does not print the title of a secret in a weak session',
  async (t) => {
    const title = 'Тайный договор';
    const { world, documentId, ports } = await stage({ ...DESCRIPTION, title, secret: true });
    const textFor = async (who: typeof world.principal) => {
      const pdf = await printHistory(who, documentId, ports);
      const path = await scratchFolder(t, { 'history.pdf': pdf });
      return (await promisify(execFile)('pdftotext', [path('history.pdf'), '-'])).stdout;
    };
    t.true((await textFor(world.principal)).includes(title));
    const weak = { ...world.principal, authentication: 'esia-two-factor' } as const;
    t.false((await textFor(weak)).includes(title));
  },
);
