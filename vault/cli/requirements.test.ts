import test from 'ava';
import { run } from './requirements.ts';

async function okno(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(args, {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    environment: { LANG: 'ru_RU.UTF-8' },
  });
  return { code, out: out.join(''), err: err.join('') };
}

test('a rule is told with its paragraph, its state and the tests that show it', async (t) => {
  const { code, out } = await okno('D65-24-получ');
  t.is(code, 0);
  t.regex(
    out,
    /^D65-24-получ {2}Получен тогда.*\n {2}Постановление № 65, п\. 24; receipts; исполняется\n/,
  );
  t.regex(out, /показывает: vault\/documents\/receive-document\.test\.ts: para\. 24/);
});

test('a paragraph is all of its rules; in English', async (t) => {
  const { out } = await okno('D65-24', '--lang', 'en');
  t.is(out.match(/Decree 65, para\. 24;/g)?.length, 3);
  t.regex(out, /in all: 3; kept: 3, kept in part: 0/);
});

test('rows by module and by state, as JSON with what the text says', async (t) => {
  const { code, out } = await okno(
    '--module',
    'receipts',
    '--status',
    'not-yet',
    '--format',
    'json',
  );
  t.is(code, 0);
  const { requirements } = JSON.parse(out);
  t.deepEqual(
    requirements.map(({ id }: { id: string }) => id),
    ['D65-27-1', 'D65-27-2'],
  );
  t.deepEqual(Object.keys(requirements[0]), ['id', 'module', 'place', 'status', 'tests', 'title']);
});

test('no such row is 1, and every row is told without a filter', async (t) => {
  t.is((await okno('--module', 'none', '--status', 'kept')).code, 1);
  t.regex((await okno()).out, /\nвсего: 214; /);
});

for (const args of [
  ['D66'],
  ['--module', 'x'],
  ['--status', 'done'],
  ['--format', 'xml'],
  ['--x'],
]) {
  test(`a wrong call says how to call: ${args.join(' ')}`, async (t) => {
    const { code, out, err } = await okno(...args);
    t.is(code, 64);
    t.is(out, '');
    t.regex(err, /okno requirements/);
  });
}
