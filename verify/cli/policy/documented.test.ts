import { readFileSync } from 'node:fs';
import test from 'ava';
import { MEMBERS } from '../../policy/file/policy-format.ts';
import { checksTable } from './policy-text.ts';

for (const [language, file] of [
  ['en', 'validation-policy.md'],
  ['ru', 'validation-policy.ru.md'],
] as const) {
  test(`docs/${file} has the table of checks (okno policy checks --lang ${language}) and every member`, (t) => {
    const page = readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8');
    t.true(page.endsWith(`\n\n${checksTable(language)}`));
    for (const member of MEMBERS) {
      if (member !== '$schema') t.regex(page, new RegExp(`^\\|.*\`${member}[\`.]`, 'm'), member);
    }
  });
}
