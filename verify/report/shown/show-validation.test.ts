import test from 'ava';
import { reportedVerdicts } from '../reported.fixture.ts';
import { formatText } from './format-text.ts';
import { showVerdict } from './show-verdict.ts';

const reported = await reportedVerdicts();
function headOf(name: string, language: 'ru' | 'en' = 'ru') {
  const verdict = reported.find((each) => each.name === name)?.verdict;
  if (verdict === undefined) throw new RangeError(name);
  return showVerdict(verdict, language).head;
}

test('of several signatures it is said first how many came out how, the bad ones before the good', (t) => {
  t.deepEqual(headOf('two-signers-one-bad').at(-1), [
    'Подписей',
    '2; НЕДЕЙСТВИТЕЛЬНЫХ: 1; действительных: 1',
  ]);
  t.deepEqual(headOf('two-signers', 'en').at(-1), ['Signatures', '2; valid: 2']);
  t.is(
    headOf('detached-ec').find(([label]) => label === 'Подписей'),
    undefined,
  );
});

test('the digest of the policy stands in a row of its own', (t) => {
  const rows = new Map(headOf('detached-ec'));
  t.is(rows.get('Правила проверки'), 'okno-default/1');
  t.regex(rows.get('SHA-256 правил') ?? '', /^[0-9a-f]{64}$/);
});

for (const [format, level, ru] of [
  ['CAdES', 'CAdES-B-B', 'CAdES-B-B: без штампа времени'],
  ['CAdES', 'CAdES-B-T', 'CAdES-B-T: со штампом времени'],
  ['CAdES', 'CAdES-B-LT', 'CAdES-B-LT: со штампом времени и данными для проверки'],
  [
    'CAdES',
    'CAdES-B-LTA',
    'CAdES-B-LTA: со штампом времени, данными для проверки и архивным штампом',
  ],
  ['CAdES', 'CAdES-X', 'CAdES-X'],
  ['CMS', 'CMS', 'CMS'],
  ['XMLDSig', 'constructor', 'XMLDSig, constructor'],
] as const) {
  test(`a level is told in words: ${ru}`, (t) => {
    t.is(formatText({ format, level }, 'ru'), ru);
  });
}

test('whose key did not make the value is named, and not called the signer', (t) => {
  const rowsOf = (name: string) => {
    const verdict = reported.find((each) => each.name === name)?.verdict;
    if (verdict === undefined) throw new RangeError(name);
    const { parts } = showVerdict(verdict, 'ru');
    return parts.map(({ sections }) =>
      sections.flatMap(({ rows }) => rows.map(([label]) => label)),
    );
  };
  const [good, bad] = rowsOf('two-signers-one-bad');
  t.true(good?.includes('Подписант'));
  t.false(good?.includes('Назван подписант'));
  t.true(bad?.includes('Назван подписант'));
  t.false(bad?.includes('Подписант'));
  // The value is right, whatever became of the document.
  t.true(rowsOf('tampered')[0]?.includes('Подписант'));
});
