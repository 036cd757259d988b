import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { toPem } from '../../formats/x509/pem.ts';
import { placeDocuments } from '../demo/chapter-documents.ts';
import { meetPeople } from '../demo/chapter-people.ts';
import { type Client, textOf } from '../demo/client.ts';
import { makeWorld, type RunningWorld } from '../demo/make-world.ts';
import { startBrowser, testInBrowser as test } from './browser.fixture.ts';

interface Stage {
  readonly world: RunningWorld;
  readonly exporter: Client;
  readonly open: (address: string) => Promise<Page>;
  readonly folder: string;
}

/** The service with the exporter's contract and documents, and a browser; both end with the test. */
async function setStage(t: ExecutionContext): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-page-'));
  const silent = { tell: () => undefined, note: () => undefined };
  const world = await makeWorld({
    folder: join(folder, 'demo'),
    port: 0,
    narrator: silent,
    now: () => new Date(),
  });
  t.teardown(async () => {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  });
  const { exporter } = await meetPeople(world);
  await placeDocuments(world, exporter);
  return { world, exporter, open: await startBrowser(t), folder };
}

const pem = ({ der }: { readonly der: Uint8Array }) => toPem('CERTIFICATE', der);

async function oneTimeLink({ exporter }: Stage): Promise<string> {
  return textOf(await exporter.post('/v1/session/tickets', {}), 'link');
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly impact: string }[];
}

async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe); // evaluated, not injected: the content policy of the page stays in force
  const result: AxeResult = await page.evaluate('axe.run()');
  return result.violations.map(({ id, impact }) => `${id} (${impact})`);
}

test('the page shows contracts, versions, receipts and results; one-time link; no accessibility faults', async (t) => {
  t.timeout(120_000);
  const stage = await setStage(t);
  const link = await oneTimeLink(stage);
  const page = await stage.open(link);
  await page.getByRole('heading', { name: 'Договор № 17-Э/2026 от 14 сентября 2026' }).waitFor();
  t.is(await page.getByText('Версия 2', { exact: true }).count(), 1);
  t.is(await page.getByText('Подпись действительна').count(), 4);
  t.is(await page.getByRole('link', { name: 'о размещении', exact: true }).count(), 4);
  await page.getByText('Подробности проверки').first().click();
  await page.getByText('Смирнова Анна Павловна, ').first().waitFor();
  t.deepEqual(await accessibilityFaults(page), []);

  t.false(page.url().includes('ticket'), 'the ticket leaves the address line');
  const second = await stage.open(link);
  await second.getByRole('heading', { name: 'Вход по электронной подписи' }).waitFor();
});

test('a version is sent to a bank from the page, which says so to both (para. 24)', async (t) => {
  t.timeout(120_000);
  const stage = await setStage(t);
  const page = await stage.open(await oneTimeLink(stage));
  const version = page.getByRole('listitem').filter({ hasText: 'contract-1.pdf.p7s' });
  await version.getByText('Направить', { exact: true }).first().click();
  const select = version.getByLabel('Кому направить');
  await select.locator('option').nth(1).waitFor({ state: 'attached' });
  const name = (await select.locator('option').nth(1).textContent()) ?? '';
  await select.selectOption({ index: 1 });
  t.deepEqual(await accessibilityFaults(page), []);
  await version.getByRole('button', { name: 'Направить' }).click();
  await version.getByRole('link', { name: 'о направлении', exact: true }).waitFor();
  t.is(await version.getByRole('link', { name: 'о получении адресатом', exact: true }).count(), 1);
  t.true((await version.getByText(name).count()) > 0);
  await page.reload();
  await version.getByRole('link', { name: 'о направлении', exact: true }).waitFor();
});

test('a dropped file is verified; a changed one is told apart; English on request', async (t) => {
  t.timeout(120_000);
  const stage = await setStage(t);
  const page = await stage.open(await oneTimeLink(stage));
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'contract-1.pdf', exact: true }).click();
  const document = join(stage.folder, 'contract-1.pdf');
  await (await download).saveAs(document);
  const signatureDownload = page.waitForEvent('download');
  await page.getByRole('link', { name: 'contract-1.pdf.p7s', exact: true }).click();
  const signature = join(stage.folder, 'contract-1.pdf.p7s');
  await (await signatureDownload).saveAs(signature);

  const verify = page.getByRole('region', { name: 'Проверить подпись' });
  await page.getByLabel('Выбрать файлы').setInputFiles([document, signature]);
  await verify.getByText('ДЕЙСТВИТЕЛЬНА', { exact: true }).waitFor();
  await verify.getByText('contract-1.pdf, весь файл').waitFor();
  t.deepEqual(await accessibilityFaults(page), []);
  const protocol = page.waitForEvent('download');
  await verify.getByRole('button', { name: 'Протокол проверки (PDF)' }).click();
  await (await protocol).saveAs(join(stage.folder, 'protocol.pdf'));
  t.is((await readFile(join(stage.folder, 'protocol.pdf'))).subarray(0, 5).toString(), '%PDF-');

  const bytes = await readFile(document);
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  await writeFile(document, bytes);
  await page.getByLabel('Выбрать файлы').setInputFiles([document, signature]);
  await verify.getByText('НЕДЕЙСТВИТЕЛЬНА', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Contracts' }).waitFor();
  t.is(await page.getByText('The signature is valid').count(), 4);
  // The report that stood there, in the other language.
  const shown = page.getByRole('region', { name: 'Verify a signature' });
  await shown.getByText('NOT VALID', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Русский' }).click();
  await verify.getByText('НЕДЕЙСТВИТЕЛЬНА', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Выйти' }).click();
  await page.getByRole('heading', { name: 'Вход по электронной подписи' }).waitFor();
  // Whoever signs in here next does not see it.
  const ticket = new URL(await oneTimeLink(stage)).hash.slice('#ticket='.length);
  await page.evaluate(`fetch('/v1/sign-in/tickets', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ticket: '${ticket}' }),
  })`);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Contracts' }).waitFor();
  t.is(await shown.locator('.report').textContent(), '');
});

test('nobody unauthenticated sees data; a challenge signed by the command that the page shows opens a session', async (t) => {
  t.timeout(120_000);
  const stage = await setStage(t);
  const page = await stage.open(stage.world.origin);
  await page.getByRole('heading', { name: 'Вход по электронной подписи' }).waitFor();
  t.is(await page.getByText('17-Э/2026').count(), 0);
  await page.getByRole('button', { name: 'Получить текст для подписи' }).click();
  await page.getByText('Эта подпись только открывает сеанс').waitFor();
  t.deepEqual(await accessibilityFaults(page), []);

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Сохранить текст' }).click();
  await (await download).saveAs(join(stage.folder, 'okno-sign-in.txt'));
  const { headRsa: head } = stage.world.people;
  await writeFile(join(stage.folder, 'key.pem'), toPem('PRIVATE KEY', head.pkcs8));
  await writeFile(join(stage.folder, 'certificate.pem'), pem(head.certificate));
  await writeFile(join(stage.folder, 'chain.pem'), head.chain.map(pem).join(''));
  await page.getByText('Пример для OpenSSL').click();
  const command = (await page.locator('pre.mono').textContent()) ?? '';
  await promisify(execFile)('sh', ['-c', command], { cwd: stage.folder });
  await page.getByLabel('Файл подписи').setInputFiles(join(stage.folder, 'okno-sign-in.p7m'));
  await page.getByRole('heading', { name: 'Договор № 17-Э/2026 от 14 сентября 2026' }).waitFor();
});
