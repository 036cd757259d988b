import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { runPeer, testWith } from '../../test-fixtures/peers/peer-test.ts';
import { drawSheet, type Sheet, type SheetBlock } from './draw-sheet.ts';

const require = createRequire(import.meta.url);
const font = (name: string) => readFile(require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
const fonts = { regular: await font('DejaVuSans'), bold: await font('DejaVuSans-Bold') };

const draw = (blocks: readonly SheetBlock[], more: Partial<Sheet> = {}) =>
  drawSheet({ ...SHEET, blocks, ...more }, fonts);
const SHEET: Omit<Sheet, 'blocks'> = {
  language: 'ru',
  title: 'Лист',
  footer: 'внизу',
  time: new Date('2026-03-01T10:00:00Z'),
};

/** One entry for each page. */
async function textOf(pdf: Uint8Array): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-sheet-'));
  try {
    const path = join(folder, 'sheet.pdf');
    await writeFile(path, pdf);
    const { stdout } = await runPeer('pdftotext', ['-layout', path, '-']);
    return stdout.toString('utf8').split('\f').slice(0, -1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const rows = (count: number): SheetBlock => ({
  kind: 'rows',
  rows: Array.from({ length: count }, (_, at) => ['строка', `значение ${at}`] as const),
});

test('the same sheet gives the same octets', async (t) => {
  const digest = async () =>
    createHash('sha256')
      .update(await draw([rows(3)]))
      .digest('hex');
  t.is(await digest(), await digest());
});

const read = testWith('pdftotext', 'poppler-utils');

read('every line is there up to the limit, and no page says that it is cut', async (t) => {
  const pages = await textOf(await draw([rows(100)], { lines: 101 }));
  const text = pages.join('\n');
  for (let at = 0; at < 100; at += 1) t.true(text.includes(`значение ${at}\n`), String(at));
  t.false(text.includes('ПОКАЗАНО НЕ ВСЁ'));
});

for (const [language, said] of [
  ['ru', 'ПОКАЗАНО НЕ ВСЁ'],
  ['en', 'NOT ALL IS SHOWN'],
] as const) {
  read(`what does not fit is said on the first page and on the last: ${language}`, async (t) => {
    const pages = await textOf(await draw([rows(200)], { lines: 150, language }));
    t.true(pages.length > 2);
    t.true(pages[0]?.includes(said));
    t.true(pages.at(-1)?.includes(said));
    t.false(pages[1]?.includes(said));
  });
}

read('one text that is too long is cut with a word about it', async (t) => {
  const pages = await textOf(await draw([{ kind: 'paragraph', text: 'я'.repeat(50_000) }]));
  t.true(pages[0]?.includes('ПОКАЗАНО НЕ ВСЁ'));
});

read(
  'footers count pages in the language of the sheet; a page begins where it is asked',
  async (t) => {
    const blocks: SheetBlock[] = [rows(1), { kind: 'page' }, rows(1)];
    const [first, second] = await textOf(await draw(blocks));
    t.regex(first ?? '', /внизу · страница 1 из 2/);
    t.regex(second ?? '', /страница 2 из 2/);
    t.regex((await textOf(await draw(blocks, { language: 'en' })))[1] ?? '', /внизу · page 2 of 2/);
  },
);

const panel: SheetBlock = { kind: 'panel', text: 'приговор', lines: ['строка'] };
const long = Array.from({ length: 40 }, (_, at) => `слово-${at}`).join(' ');

read('a panel, and a row of few lines, stay on one page with what is theirs', async (t) => {
  // Wherever the foot of the page comes.
  for (let before = 20; before < 48; before += 1) {
    const blocks: SheetBlock[] = [
      rows(before),
      panel,
      rows(1),
      { kind: 'rows', rows: [['имя', long]] },
    ];
    const pages = await textOf(await draw(blocks));
    const whole = pages.some((page) => /приговор\s+строка\s+строка\s+значение 0/.test(page));
    t.true(whole, `${before} rows before a panel`);
    const row = pages.find((page) => page.includes('слово-0 '));
    t.true(row?.includes('слово-39'), `${before} rows before a row`);
  }
});
