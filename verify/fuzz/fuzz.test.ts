import test from 'ava';
import { judgeSubject } from './judge-subject.ts';
import { keptOf, subjectOf } from './kept-subject.ts';
import { KnownFacts } from './known-facts.ts';
import { fuzz, type Judged, mutantOf, outcomeOf } from './run-fuzz.ts';
import { createSubjects } from './subjects.fixture.ts';
import { TEXT } from './world.fixture.ts';

const COUNT = 1000;
const subjects = await createSubjects();
const facts = await KnownFacts.of(subjects);

const seeds = (count: number, first = 1) => Array.from({ length: count }, (_, at) => first + at);

async function judgedOf(count: number, threads: number): Promise<readonly Judged[]> {
  const all: Judged[] = [];
  for await (const judged of fuzz(seeds(count), subjects, threads)) all.push(judged);
  return all;
}

test('a thousand mutants of valid signatures of each level: no false pass, no crash, no more work than is allowed', async (t) => {
  const counts = { passed: 0, refused: 0, unreadable: 0 };
  const all = await judgedOf(COUNT, 1);
  t.is(all.length, COUNT);
  for (const judged of all) {
    if ('outcome' in judged) counts[judged.outcome] += 1;
    else t.fail(`seed ${judged.seed}: ${judged.what}`);
  }
  // Mutants that all fall at the parser would test nothing behind it.
  t.true(
    counts.passed > 10 && counts.refused > 100 && counts.unreadable > 100,
    JSON.stringify(counts),
  );
});

test('the same seeds have the same answers in the same order, however many threads there are', async (t) => {
  t.deepEqual(await judgedOf(500, 3), await judgedOf(500, 1));
});

test('a seed makes the same mutant each time, of subjects that were kept too', (t) => {
  const kept = subjects.map((subject) => subjectOf(JSON.parse(JSON.stringify(keptOf(subject)))));
  for (const seed of [1, 77, 1_000_000]) {
    t.deepEqual(mutantOf(seed, subjects), mutantOf(seed, subjects));
    t.deepEqual(keptOf(mutantOf(seed, kept)), keptOf(mutantOf(seed, subjects)));
  }
});

test('the judge of mutants tells what must not be: a pass over what nobody signed', async (t) => {
  const [subject] = subjects;
  const [other] = await createSubjects();
  if (subject === undefined || other === undefined) throw new Error('no subjects');
  t.is(await outcomeOf(subject, facts), 'passed');
  const outcome = await outcomeOf(other, facts);
  t.regex(typeof outcome === 'string' ? outcome : outcome.what, /nobody made/);
  const unverified: typeof judgeSubject = async (asked) => {
    const report = await judgeSubject(asked);
    const signatures = report.signatures.map((one) => ({ ...one, cryptographicallyValid: false }));
    return { ...report, signatures };
  };
  t.like(await outcomeOf(subject, facts, unverified), {
    what: 'a signature that passed though never verified',
  });
  const changed = { ...subject, content: TEXT.subarray(1) };
  t.is(await outcomeOf(changed, facts), 'refused');
});

test('signatures that no provider can compute are among what is mutated, and left open; one that passes is told', async (t) => {
  const unverifiable = subjects.filter((subject) => subject.unverifiable === true);
  t.is(unverifiable.length, 2);
  for (const subject of unverifiable) t.is(await outcomeOf(subject, facts), 'refused');
  const [valid] = subjects;
  if (valid === undefined) throw new Error('no subjects');
  await t.throwsAsync(KnownFacts.of([{ ...valid, unverifiable: true }]), { message: /left open/ });
});
