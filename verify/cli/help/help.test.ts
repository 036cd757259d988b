import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { runPeer, testWith } from '../../../test-fixtures/peers/peer-test.ts';
import { EXIT } from '../../report/exit-code.ts';
import { VERIFY_HELP } from '../verify-help.ts';
import { VERIFY_OPTIONS } from '../verify-option-table.ts';
import { helpText } from './help-text.ts';
import { MAN_PAGES } from './man-pages.ts';

for (const language of ['ru', 'en'] as const) {
  test(`the help tells every option, exit code and example within 96 columns: ${language}`, (t) => {
    const text = helpText(VERIFY_HELP, language);
    for (const name of Object.keys(VERIFY_OPTIONS)) t.true(text.includes(` --${name}`), name);
    for (const code of Object.values(EXIT)) t.regex(text, new RegExp(`^ {2}${code} +\\S`, 'm'));
    t.regex(text, /^ {2}okno verify --batch cases\.jsonl > answers\.jsonl$/m);
    for (const line of text.split('\n')) t.true(line.length <= 96, line);
  });
}

test('no word of the other language is in the help', (t) => {
  t.notRegex(helpText(VERIFY_HELP, 'en'), /[а-яё]/i);
  t.notRegex(helpText(VERIFY_HELP, 'ru'), /\bwhether\b|\btrusted\b|\bthe\b/);
});

for (const { file, page } of MAN_PAGES) {
  const path = fileURLToPath(new URL(`../../../man/${file}`, import.meta.url));

  test(`man/${file} is what the help says now: else \`npm run man\``, async (t) => {
    t.is(await readFile(path, 'utf8'), page());
  });

  testWith('groff', 'groff-base')(`groff sets man/${file} without a warning`, async (t) => {
    const { ok, stdout, output } = await runPeer('groff', [
      '-k',
      '-man',
      '-Tutf8',
      '-ww',
      '-P-cbu',
      path,
    ]);
    t.true(ok, output);
    const text = stdout.toString();
    t.is(output, text, 'a warning');
    for (const name of Object.keys(VERIFY_OPTIONS)) t.true(text.includes(`--${name}`), name);
  });
}

test('the package carries the man pages', async (t) => {
  const { man, files } = JSON.parse(
    await readFile(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  t.deepEqual(
    man,
    MAN_PAGES.map(({ file }) => `man/${file}`),
  );
  t.true(files.includes('man'));
});
