import test from 'ava';
import { KnownFacts } from './known-facts.ts';
import { judgeMutant, mutantOf, wrongWith } from './run-fuzz.ts';
import { createSubjects, TEXT } from './subjects.fixture.ts';

const COUNT = 1000;
const subjects = await createSubjects();
const facts = await KnownFacts.of(subjects);
const counting = () => ({ passed: 0, refused: 0, unreadable: 0 });

test('a thousand mutants of valid signatures of each level: no false pass, no crash, no more work than is allowed', async (t) => {
  const counts = counting();
  for (let seed = 1; seed <= COUNT; seed += 1) {
    const find = await judgeMutant(seed, subjects, facts, counts);
    t.is(find?.what, undefined, `seed ${seed}, ${find?.subject.name}`);
  }
  // Mutants that all fall at the parser would test nothing behind it.
  t.true(
    counts.passed > 10 && counts.refused > 100 && counts.unreadable > 100,
    JSON.stringify(counts),
  );
});

test('a seed makes the same mutant each time', (t) => {
  for (const seed of [1, 77, 1_000_000]) {
    t.deepEqual(mutantOf(seed, subjects), mutantOf(seed, subjects));
  }
});

test('the judge of mutants tells what must not be: a pass over what nobody signed', async (t) => {
  const [subject] = subjects;
  const [other] = await createSubjects();
  if (subject === undefined || other === undefined) throw new Error('no subjects');
  t.is(await wrongWith(subject, facts, counting()), undefined);
  t.regex((await wrongWith(other, facts, counting())) ?? '', /nobody made/);
  const changed = { ...subject, content: TEXT.subarray(1) };
  t.is(await wrongWith(changed, facts, counting()), undefined, 'it is refused');
});
