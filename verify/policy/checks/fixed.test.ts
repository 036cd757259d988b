import test from 'ava';
import { Block, failure } from '../../process/block.ts';
import { CHECK_IDS, checkOf, isFixed, type Levels, levelOf } from './checks.ts';

for (const id of CHECK_IDS.filter(isFixed)) {
  test(`no policy weighs ${id}`, (t) => {
    for (const level of ['warn', 'inform', 'ignore', 'constructor', undefined]) {
      // As no reader would let it in.
      const levels = { [id]: level } as unknown as Levels;
      const block = new Block({ levels });
      block.check(id, failure('HASH_FAILURE', 'content-digest-differs'));
      t.is(block.outcome.indication, 'FAILED');
      t.is(block.checks[0]?.outcome, 'failed');
    }
  });
}

test('what would accept something that is not signed is fixed', (t) => {
  for (const id of [
    'signature-value',
    'signed-data-intact',
    'signed-data-found',
    'path',
  ] as const) {
    t.true(isFixed(id));
  }
});

test('a level that the row does not allow is not obeyed, one that is not there is the default', (t) => {
  t.is(levelOf({ 'invalidity-date': 'fail' } as unknown as Levels, 'invalidity-date'), 'warn');
  t.is(levelOf({}, 'tsa-name'), 'warn');
  t.is(levelOf({ 'tsa-name': 'ignore' }, 'tsa-name'), 'ignore');
  const inherited = Object.create({ 'tsa-name': 'ignore' }) as Levels;
  t.is(levelOf(inherited, 'tsa-name'), 'warn');
});

test('the default is a level that its row allows; both languages say what is checked', (t) => {
  for (const id of CHECK_IDS) {
    const { level, allowed, ru, en, clause } = checkOf(id);
    t.true(allowed.includes(level), id);
    t.regex(ru, /[А-Яа-я]/);
    t.notRegex(en, /[А-Яа-я]/);
    t.regex(clause, /^(?:EN 319 |RFC \d|XML Signature |draft-)/);
  }
});
