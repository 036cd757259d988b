import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { brokenClaims, reportedTitle } from './check-claims.ts';
import { type Requirement, readRequirements, requirementsOf } from './requirements.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const sourceOf = (file: string) => readFileSync(`${ROOT}/${file}`, 'utf8');
const rows = readRequirements();

test('every row has its words in both languages; what is not software claims no test', (t) => {
  t.is(rows.length, 214);
  for (const { id, title, status, tests } of rows) {
    t.regex(title.ru, /[а-яё]/, id);
    t.notRegex(title.en, /[а-яё]/, id);
    if (status === 'not-software' || status === 'not-yet') t.is(tests.length, 0, id);
  }
});

test('a row that is kept names tests, and each of them stands in its file and is not skipped', (t) => {
  for (const { id, status, tests } of rows) {
    if (status === 'kept') t.true(tests.length > 0, `${id} names no test`);
    for (const { file, title } of tests) {
      t.true(isWritten(sourceOf(file), title), `${id}: ${file} has no test «${title}»`);
    }
  }
});

/**
 * Whether a file can make a test of this title: its text stands there, or a template of the file fits it.
 * A file that skips tests or marks them as failing makes none of use here.
 */
function isWritten(source: string, title: string): boolean {
  if (/\.(skip|failing|todo)\(/.test(source)) return false;
  const strings = [...source.matchAll(/'((?:[^'\\\n]|\\.)*)'/g)].map(([, text]) => text ?? '');
  if (strings.includes(title)) return true;
  // Of a test itself, or of a macro's `title`.
  const templates = [
    ...source.matchAll(/\b(?:test(?:\.serial)?\(|title: \(.*?\) =>)\s*`([^`]*)`/g),
  ];
  return templates.some(([, text = '']) => {
    const fixed = text.split(/\$\{.*?\}/).map((part) => part.replace(/[\^$.*+?()[\]{}|]/g, '\\$&'));
    const fit = new RegExp(`^${fixed.join('(.*)')}$`).exec(title);
    return fit !== null && fixed.some((part) => part !== '');
  });
}

test('the check has teeth: a title that is not there, another file, a skipped test', (t) => {
  const hole = '$' + '{it}';
  const source = `test('one', () => {});\ntest(\`of ${hole}: good\`, () => {});`;
  t.true(isWritten(source, 'one'));
  t.true(isWritten(source, 'of bread: good'));
  const macro = `title: (name) => \`refused: ${hole}\`,`;
  t.true(isWritten(macro, 'refused: mould'));
  t.false(isWritten(macro, 'accepted: mould'));
  t.false(isWritten(source, 'two'));
  t.false(isWritten(source, 'of bread: bad'));
  t.false(isWritten(`${source}\ntest.skip('one', () => {});`, 'one'));
});

const CITED = /(?:paragraph: |deny\([^)]*, |\? )'((?:D65|D385|R955|EEC|FTS\d)-[^']+)'/g;

test('every rule that the code cites is one of the rows', (t) => {
  const files = globSync(['vault/**/*.ts', 'api/**/*.ts'], { cwd: ROOT });
  const cited = files
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => [...sourceOf(file).matchAll(CITED)].map(([, id = '']) => ({ file, id })));
  t.true(cited.length > 40);
  for (const { file, id } of cited) {
    t.true(requirementsOf(id, rows).length > 0, `${file} cites ${id}, which is no row`);
  }
  t.deepEqual(requirementsOf('D65-2', rows), []);
  t.is(requirementsOf('D65-24', rows).length, 3);
});

const row: Requirement = {
  id: 'X-1',
  place: '1',
  module: 'access',
  status: 'kept',
  title: { ru: 'да', en: 'yes' },
  tests: [{ file: 'a/b.test.ts', title: 'it holds' }],
};
const only = (title: string) => new Set([title]);
const none = new Set<string>();

test('a run of every file holds a claim only when a named test passed', (t) => {
  const title = 'a › b › it holds';
  t.is(reportedTitle({ file: 'a/b.test.ts', title: 'it holds' }), title);
  t.deepEqual(brokenClaims([row], { passed: only(title), skipped: none }), []);
  t.is(brokenClaims([row], { passed: none, skipped: none }).length, 2);
  t.is(
    brokenClaims([row], { passed: none, skipped: only(title) }).length,
    0,
    'its peer is not there',
  );
  t.is(brokenClaims([{ ...row, tests: [] }], { passed: only(title), skipped: none }).length, 1);
});

test('a row that is kept in part needs no test, but those that it names must pass', (t) => {
  const partly = { ...row, status: 'partly' } as const;
  t.is(brokenClaims([partly], { passed: none, skipped: none }).length, 1);
  t.is(brokenClaims([{ ...partly, tests: [] }], { passed: none, skipped: none }).length, 0);
});
