import test from 'ava';
import { ACTIONS } from '../access/action.ts';
import { RULES } from '../access/rules.ts';
import { AUTHENTICATIONS } from '../access/standing.ts';
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

const READ = ['document.read', '--format', 'json'] as const;
const ask = async (kind: string, authentication: string, [action, ...more]: readonly string[]) => {
  const who = ['--kind', kind, '--authentication', authentication, '--action', action ?? ''];
  const { code, out } = await okno('explain', ...who, ...more);
  return { code, ...JSON.parse(out) };
};

/** Each with a twin that differs in one thing: its answer, its reason and the paragraph. */
const questions: readonly (readonly [
  string,
  string,
  readonly string[],
  0 | 1,
  string?,
  string?,
])[] = [
  ['russian-person', 'esia-two-factor', [...READ, '--ground', 'own'], 0],
  [
    'russian-person',
    'esia-two-factor',
    [...READ, '--ground', 'none'],
    1,
    'no-grant',
    'D65-23-пути',
  ],
  [
    'russian-person',
    'esia-two-factor',
    [...READ, '--ground', 'own-bank'],
    1,
    'no-grant',
    'D65-23-пути',
  ],
  [
    'russian-person',
    'esia-two-factor',
    [...READ, '--ground', 'own', '--secret'],
    1,
    'secret-needs-qualified-signature',
    'D65-23-тайна',
  ],
  ['russian-person', 'qualified-signature', [...READ, '--ground', 'own', '--secret'], 0],
  [
    'russian-person',
    'qualified-signature',
    [...READ, '--state', 'suspended'],
    1,
    'suspended',
    'D65-17б',
  ],
  ['currency-control-agent', 'qualified-signature', [...READ, '--state', 'suspended'], 0],
  [
    'currency-control-agent',
    'qualified-signature',
    [...READ, '--state', 'terminated'],
    1,
    'terminated',
    'D65-22-1',
  ],
  [
    'russian-person',
    'qualified-signature',
    ['receipt.read', '--format', 'json', '--state', 'suspended'],
    0,
  ],
  [
    'operator',
    'qualified-signature',
    ['participant.suspend', '--format', 'json', '--ground', 'none'],
    1,
    'never-suspended',
    'D65-17б',
  ],
];

for (const [kind, authentication, question, code, reason, paragraph] of questions) {
  test(`as data: ${kind}, ${authentication}, ${question.join(' ')}`, async (t) => {
    const answer = await ask(kind, authentication, question);
    t.is(answer.code, code);
    t.is(answer.allowed, code === 0);
    t.is(answer.reason, reason);
    if (code === 1) t.is(answer.paragraph, paragraph);
    else t.true(answer.grounds.length > 0);
  });
}

test('the table as data is the table that is enforced', async (t) => {
  const { code, out } = await okno('explain', '--format', 'json');
  t.is(code, 0);
  const told = JSON.parse(out);
  t.deepEqual(
    told.rules.map(({ paragraph, ground }: Record<string, string>) => [paragraph, ground]),
    RULES.map(({ paragraph, ground }) => [paragraph, ground]),
  );
  t.is(told.signIns.length, Object.keys(AUTHENTICATIONS).length);
});

for (const args of [
  [],
  ['explain', 'more'],
  ['explain', '--kind', 'operator'],
  ['explain', '--kind', 'constructor', '--authentication', 'x', '--action', 'y'],
  ['explain', '--format', 'xml'],
  ['explain', '--secret'],
  [
    ...'explain --kind operator --authentication system-key --action document.read'.split(' '),
    '--state',
    'x',
  ],
  [
    ...'explain --kind operator --authentication system-key --action document.read'.split(' '),
    '--ground',
    'x',
  ],
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
