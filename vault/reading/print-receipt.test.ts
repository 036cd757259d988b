import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';
import { testWith } from '../../test-fixtures/peers/peer-test.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { exporter } from '../../test-fixtures/pki/subjects.ts';
import { makeRequest } from '../requests/make-request.ts';
import { DESCRIPTION, NOW, principalOf, UNK } from '../testing/vault-world.ts';
import { VaultError } from '../vault-error.ts';
import { printReceipt } from './print-receipt.ts';
import { placedStage } from './printing.fixture.ts';

test('the same receipt is printed in the same octets, another one in others', async (t) => {
  const { world, outcome, ports } = await placedStage();
  const print = (id: string) => printReceipt(world.principal, id, ports);
  const first = await print(outcome.receivedEntry);
  t.deepEqual(await print(outcome.receivedEntry), first);
  t.notDeepEqual(await print(outcome.placedEntry ?? ''), first);
});

test('who may not read a receipt may not print it', async (t) => {
  const { world, outcome, ports } = await placedStage();
  const other = { ...world.principal, participantId: 'other' };
  const error = await t.throwsAsync(printReceipt(other, outcome.receivedEntry, ports), {
    instanceOf: VaultError,
  });
  t.is(error?.code, 'not-found');
});

const testPoppler = testWith('pdftotext', 'poppler-utils');

async function textOf(t: Parameters<typeof scratchFolder>[0], pdf: Uint8Array): Promise<string> {
  const path = await scratchFolder(t, { 'receipt.pdf': pdf });
  const { stdout } = await promisify(execFile)('pdftotext', ['-raw', path('receipt.pdf'), '-']);
  return stdout.replace(/\s+/g, ' ');
}

testPoppler('peer: poppler reads moments, digests, signer and result from the page', async (t) => {
  const { world, outcome, ports } = await placedStage();
  const text = await textOf(
    t,
    await printReceipt(world.principal, outcome.placedEntry ?? '', ports),
  );
  for (const said of [
    'Квитанция: документ размещён',
    'Подлинник — файл',
    'Постановление № 65, п. 24',
    '10.03.2026 12:00:00 МСК',
    'Юридическая дата (Москва) 10.03.2026 · UTC 2026-03-10T09:00:00.000Z',
    exporter.inn,
    'Договор № 17',
    'п. 26 (а)',
    'TOTAL-PASSED',
    'Смирнова',
    'vault.example/log, 1 (счёт с нуля) из 2',
    'Печать оператора',
    'Штамп времени запрошен, ещё не получен',
    '26030001/1481/0000/1/1',
    'okno verify',
  ]) {
    t.true(text.includes(said), `${said}: ${text}`);
  }
  t.true(text.replaceAll(' ', '').includes(outcome.sha256));
});

testPoppler('para. 25 (г): the arrival of a request is printed with what was asked', async (t) => {
  const { world, ports } = await placedStage();
  const body = { id: 'body', kind: 'currency-control-body', name: 'Орган контроля' } as const;
  const participant = { ...body, state: 'active', registeredAt: NOW.toISOString() } as const;
  await world.metadata.commit({ participants: [participant] });
  const facts = {
    number: 'ВК-17/26',
    date: '2026-03-09',
    ground: '173-ФЗ, ст. 23, ч. 1',
    unk: UNK,
    items: [{ text: 'Акт приёмки', category: 'b' }, { text: 'Коносамент' }],
    due: '2026-03-30',
  };
  const principal = principalOf(participant);
  const { arrivedEntry } = await makeRequest({ principal, idempotencyKey: 'k', facts }, world);
  const text = await textOf(t, await printReceipt(world.principal, arrivedEntry, ports));
  for (const said of [
    'Квитанция: запрос о представлении документов поступил',
    'Постановление № 65, п. 25 (г)',
    '10.03.2026 12:00:00 МСК',
    'Юридическая дата (Москва) 10.03.2026 · UTC 2026-03-10T09:00:00.000Z',
    '№ ВК-17/26 от 09.03.2026',
    'Орган контроля',
    exporter.name,
    '173-ФЗ, ст. 23, ч. 1',
    'до конца дня 30.03.2026 (Москва)',
    'Акт приёмки — п. 26 (б)',
    'Коносамент',
  ]) {
    t.true(text.includes(said), `${said}: ${text}`);
  }
});

testPoppler(
  'para. 23, para 5: the title of a secret is not printed in a weak session',
  async (t) => {
    const title = 'Тайный договор';
    const { world, outcome, ports } = await placedStage({ ...DESCRIPTION, title, secret: true });
    const weak = { ...world.principal, authentication: 'esia-two-factor' } as const;
    const print = async (who: typeof world.principal) =>
      textOf(t, await printReceipt(who, outcome.receivedEntry, ports));
    t.false((await print(weak)).includes(title));
    t.true((await print(world.principal)).includes(title));
  },
);
