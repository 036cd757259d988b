import { answering, startFakeClamd } from '../../test-fixtures/peers/fake-clamd.ts';
import { CONTRACT, enter, placed, startStage, UNK } from '../service.fixture.ts';
import { startBrowser, testInBrowser } from './browser.fixture.ts';

const REQUEST = {
  number: 'ВК-17',
  date: '2026-01-20',
  ground: '173-ФЗ, ст. 23',
  unk: UNK,
  items: [{ text: 'Договор поставки', category: 'a' }, { text: 'Коносамент' }],
  workingDays: 7,
};

testInBrowser(
  'the exporter sees a request, answers it from the page, and sees which file is shut in quarantine',
  async (t) => {
    t.timeout(120_000);
    const found = (sent: Buffer) => (sent.includes('вредоносный') ? 'Test FOUND' : 'OK');
    const clamd = await startFakeClamd(answering((sent) => `stream: ${found(sent)}\0`));
    t.teardown(() => clamd.stop());
    const stage = await startStage(t, { config: { scanner: clamd.address } });
    const { exporter, identities, origin } = stage;
    await placed(exporter, identities.head, 'договор', CONTRACT);
    await placed(exporter, identities.head, 'вредоносный файл');
    const bank = await enter(origin, identities.officer);
    const made = await bank.post('/v1/requests', REQUEST, 'request');
    t.is(made.status, 201, made.bytes.toString());
    const { json } = await exporter.post('/v1/session/tickets', {});

    const open = await startBrowser(t);
    const page = await open(String(json['link']));
    const requests = page.getByRole('region', { name: 'Запросы валютного контроля' });
    await requests.getByText('ожидает ответа').waitFor();
    for (const said of ['Запрос № ВК-17 от 20 января 2026', '173-ФЗ, ст. 23', 'п. 26 (а)']) {
      t.is(await requests.getByText(said).count(), 1, said);
    }
    t.is(await requests.getByText('ещё не направлено').count(), 2);
    await requests.getByRole('link', { name: 'о поступлении запроса', exact: true }).waitFor();

    await page.getByText('Направить', { exact: true }).first().click();
    const [to, answers] = [page.getByLabel('Кому направить'), page.getByLabel('В ответ на запрос')];
    await to.locator('option').nth(1).waitFor({ state: 'attached' });
    await to.selectOption(stage.bankId);
    await answers.selectOption({ label: '№ ВК-17: Договор поставки' });
    await page.getByRole('button', { name: 'Направить' }).click();
    await page.getByRole('link', { name: 'о направлении', exact: true }).waitFor();
    await page.reload();
    await requests.getByRole('link', { name: 'Версия 1' }).waitFor();
    t.is(await requests.getByText('ещё не направлено').count(), 1);

    t.is(await page.getByText('в карантине', { exact: true }).count(), 1);
    const why = page.getByRole('note').filter({ hasText: 'найдена вредоносная программа (Test)' });
    t.is(await why.count(), 1);
    // Two files, and the link of one of them.
    t.is(await page.locator('a[href$="/content"]').count(), 2);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('in quarantine', { exact: true }).waitFor();
    await page.getByText('waits for an answer').waitFor();
  },
);
