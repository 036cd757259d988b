import test from 'ava';
import { ACTIONS, AUTHENTICATIONS, RULES } from '../access/rules.ts';
import { run } from './access.ts';

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

for (const lang of ['ru', 'en']) {
  test(`${lang}: the table names every paragraph, kind and action that is enforced`, async (t) => {
    const { code, out } = await okno('explain', '--lang', lang);
    t.is(code, 0);
    for (const { paragraph, kinds, actions } of RULES) {
      for (const word of [paragraph, ...kinds, ...actions]) t.true(out.includes(word), word);
    }
    for (const { paragraph } of Object.values(AUTHENTICATIONS)) t.true(out.includes(paragraph));
  });
}

const decide = (kind: string, authentication: string, action: string) =>
  okno('explain', '--kind', kind, '--authentication', authentication, '--action', action);

test('para. 21: a weak sign-in is explained with its paragraph', async (t) => {
  const { code, out } = await decide('currency-control-agent', 'esia-two-factor', 'document.read');
  t.is(code, 1);
  t.regex(out, /запрещено\n.*D65-21-орган/);
});

test('para. 23: every ground that opens a document to a bank is told', async (t) => {
  const { code, out } = await decide('currency-control-agent', 'system-key', 'document.read');
  t.is(code, 0);
  for (const said of ['направлена', 'УНК', 'D65-23-пути', 'D65-23-тайна'])
    t.true(out.includes(said));
});

test('what no rule allows is denied for each kind', async (t) => {
  for (const [kind, { accepts }] of Object.entries(AUTHENTICATIONS)) {
    for (const action of ACTIONS) {
      const ruled = RULES.some(
        (rule) => rule.actions.includes(action) && rule.kinds.some((each) => each === kind),
      );
      t.is((await decide(kind, accepts[0] ?? '', action)).code, ruled ? 0 : 1, `${kind} ${action}`);
    }
  }
});

for (const args of [
  [],
  ['explain', 'more'],
  ['explain', '--kind', 'operator'],
  ['explain', '--kind', 'constructor', '--authentication', 'x', '--action', 'y'],
  ['explain', '--colour'],
  ['explain', '--lang', 'de'],
]) {
  test(`a wrong call says how to call: ${args.join(' ')}`, async (t) => {
    const { code, out, err } = await okno(...args);
    t.is(code, 64);
    t.is(out, '');
    t.regex(err, /okno access explain/);
  });
}
