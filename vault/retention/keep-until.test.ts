import test from 'ava';
import fc from 'fast-check';
import { keepUntil } from './keep-until.ts';
import { RETENTION_TERMS } from './terms.ts';

const CONTRACT = { date: '2024-01-15', revision: 1 };
const ON = '2026-11-22';

const cases: readonly (readonly [
  string,
  Parameters<typeof keepUntil>[0][number],
  string | null,
])[] = [
  [
    'five years from the end of obligations when it comes last',
    { ...CONTRACT, lastOperation: '2025-03-01', obligationsEnd: '2026-06-30' },
    '2031-06-30',
  ],
  [
    'five years from the last operation when that comes last',
    { ...CONTRACT, lastOperation: '2026-07-01', obligationsEnd: '2026-06-30' },
    '2031-07-01',
  ],
  [
    'no operation known: the end of obligations decides',
    { ...CONTRACT, obligationsEnd: '2026-06-30' },
    '2031-06-30',
  ],
  ['end of obligations not known: never', { ...CONTRACT, lastOperation: '2010-01-01' }, null],
  [
    'Civil Code art. 192: 29 February becomes the 28th',
    { ...CONTRACT, obligationsEnd: '2028-02-29' },
    '2033-02-28',
  ],
];

for (const [title, contract, expected] of cases) {
  test(`para. 13 (л): ${title}`, (t) => {
    const { keepUntil: end, basis, provisional } = keepUntil([contract], ON);
    t.is(end, expected);
    t.is(provisional, contract.lastOperation === undefined);
    t.is(basis[0]?.keepUntil, expected);
    t.true(basis.every(({ source }) => source.length > 0));
  });
}

test('the longest of several acts wins, and is named first', (t) => {
  const longer = {
    id: 'ten',
    source: 'an act that asks for ten years',
    years: 10,
    from: 'obligations-end',
  } as const;
  const contract = { ...CONTRACT, obligationsEnd: '2026-06-30' };
  const { keepUntil: end, basis } = keepUntil([contract], ON, [...RETENTION_TERMS, longer]);
  t.is(end, '2036-06-30');
  t.is(basis[0]?.term, 'ten');
  const past = { ...longer, until: '2026-01-01' };
  t.is(keepUntil([contract], ON, [...RETENTION_TERMS, past]).keepUntil, '2031-06-30');
});

test('no row in force: nothing may be destroyed', (t) => {
  t.is(keepUntil([{ ...CONTRACT, obligationsEnd: '2000-01-01' }], ON, []).keepUntil, null);
});

const date = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
  .map((instant) => instant.toISOString().slice(0, 10));

test('para. 13 (л): never before five years from either date, and a later date never shortens', (t) => {
  fc.assert(
    fc.property(date, date, date, (lastOperation, obligationsEnd, later) => {
      const contract = { ...CONTRACT, lastOperation, obligationsEnd };
      const end = keepUntil([contract], ON).keepUntil ?? '';
      // Five calendar years are 1826 or 1827 days; art. 192 takes at most the leap day away.
      for (const from of [lastOperation, obligationsEnd]) {
        t.true(Date.parse(end) - Date.parse(from) >= 1825 * 86_400_000);
      }
      const moved = [later, obligationsEnd].sort().at(-1) ?? later;
      t.true((keepUntil([{ ...contract, obligationsEnd: moved }], ON).keepUntil ?? '') >= end);
    }),
  );
});

const TOLD = { ...CONTRACT, lastOperation: '2026-07-01', obligationsEnd: '2026-09-30' };

const shortened: readonly (readonly [string, Partial<typeof TOLD>, string | null])[] = [
  ['an earlier end of obligations', { obligationsEnd: '2025-01-01' }, '2031-09-30'],
  ['an earlier last operation', { lastOperation: '2025-01-01' }, '2031-09-30'],
  ['both earlier', { lastOperation: '2024-02-01', obligationsEnd: '2024-03-01' }, '2031-09-30'],
  ['a later end of obligations', { obligationsEnd: '2027-01-31' }, '2032-01-31'],
];

for (const [title, change, expected] of shortened) {
  test(`para. 13 (л): the latest date ever told counts, a later revision tells ${title}`, (t) => {
    const { keepUntil: end, basis } = keepUntil([TOLD, { ...TOLD, ...change, revision: 2 }], ON);
    t.is(end, expected);
    t.is(basis[0]?.toldIn, expected === '2031-09-30' ? 1 : 2);
  });
}

test('para. 13 (л): an operation that was told and withdrawn still counts', (t) => {
  const { lastOperation, ...withdrawn } = { ...TOLD, obligationsEnd: '2024-03-01' };
  const first = { ...withdrawn, lastOperation };
  const answer = keepUntil([first, { ...withdrawn, revision: 2 }], ON);
  t.is(answer.keepUntil, '2031-07-01');
  t.false(answer.provisional);
  t.like(answer.basis[0], { from: 'last-operation', fromDate: lastOperation, toldIn: 1 });
});

test('para. 13 (л): an end of obligations that was withdrawn is not known: no end', (t) => {
  const { obligationsEnd: _withdrawn, ...rest } = TOLD;
  const withdrawn = { ...rest, revision: 2 };
  t.is(keepUntil([TOLD, withdrawn], ON).keepUntil, null);
  const again = { ...TOLD, obligationsEnd: '2026-08-01', revision: 3 };
  t.is(keepUntil([TOLD, withdrawn, again], ON).keepUntil, '2031-09-30');
});

test('para. 13 (л): no revision brings the end nearer', (t) => {
  const maybe = fc.option(date, { nil: undefined });
  const revision = fc.record({ date, lastOperation: maybe, obligationsEnd: maybe });
  fc.assert(
    fc.property(fc.array(revision, { minLength: 2, maxLength: 6 }), (dates) => {
      const told = dates.map(({ date: signed, lastOperation, obligationsEnd }, at) => ({
        date: signed,
        ...(lastOperation === undefined ? {} : { lastOperation }),
        ...(obligationsEnd === undefined ? {} : { obligationsEnd }),
        revision: at + 1,
      }));
      const ends = told.map((_, at) => keepUntil(told.slice(0, at + 1), ON).keepUntil);
      const known = ends.filter((end) => end !== null);
      t.deepEqual(known, [...known].sort());
    }),
  );
});
