import { setTimeout } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import test from 'ava';
import { answersOf, type ManyItems } from './answers-of.ts';

type Item = number | string;
type Answer = { readonly of: Item; readonly thread?: number; readonly error?: string };

const WORK: ManyItems<Item, Answer> = {
  worker: new URL('./odd-worker.fixture.ts', import.meta.url),
  setting: 'sound',
  threads: 3,
  judge: async () => async (item) => {
    if (item === 'throw') throw new Error('told to throw');
    return { of: item, thread: threadId };
  },
  broken: (of, { message }) => ({ of, error: message }),
  atOnce: 4,
  few: 0,
};
const numbers = (count: number): Item[] => Array.from({ length: count }, (_, index) => index);

async function answers(items: Iterable<Item>, how: Partial<ManyItems<Item, Answer>> = {}) {
  const all: Answer[] = [];
  for await (const some of answersOf(items, { ...WORK, ...how })) all.push(...some);
  return all;
}

test('many items are answered in their order, by as many threads as were asked for', async (t) => {
  const all = await answers(numbers(200));
  t.deepEqual(
    all.map(({ of }) => of),
    numbers(200),
  );
  t.is(new Set(all.map(({ thread }) => thread)).size, 3);
});

for (const [because, how, count] of [
  ['as few as are not worth others', { few: 8 }, 8],
  ['however many, where one thread was asked for', { threads: 1 }, 40],
] as const) {
  test(`items are answered in this thread: ${because}`, async (t) => {
    const all = await answers(numbers(count), how);
    t.is(all.length, count);
    t.true(all.every(({ thread }) => thread === threadId));
  });
}

test('one item more than few goes to threads', async (t) => {
  const all = await answers(numbers(9), { few: 8 });
  t.false(all.some(({ thread }) => thread === threadId));
});

for (const [word, error, how] of [
  ['throw', /told to throw/, {}],
  ['throw', /told to throw/, { atOnce: 1 }],
  ['throw', /told to throw/, { threads: 1 }],
  ['exit', /ended with 7/, {}],
  ['loop', /no answer/, { patience: 5000, atOnce: 1 }],
  ['hoard', /memory/, { resourceLimits: { maxOldGenerationSizeMb: 32 } }],
] as const) {
  test(`an item that breaks its thread alone has that for an answer: ${word} ${JSON.stringify(how)}`, async (t) => {
    const items = [...numbers(10), word, ...numbers(10)];
    const all = await answers(items, { atOnce: 3, ...how });
    t.deepEqual(
      all.map(({ of }) => of),
      items,
    );
    const broken = all.filter((answer) => answer.error !== undefined);
    t.deepEqual(
      broken.map(({ of }) => of),
      [word],
    );
    t.regex(broken[0]?.error ?? '', error);
  });
}

test('a thread that cannot begin is no answer to any item: the whole is refused', async (t) => {
  await t.throwsAsync(answers(numbers(9), { setting: 'broken' }), { message: 'cannot begin' });
});

test('whoever stops listening ends the threads, and none begins anew', async (t) => {
  const answered: Answer[] = [];
  const work = { ...WORK, answered: (answer: Answer) => answered.push(answer), ahead: 500 };
  for await (const some of answersOf([...numbers(1000), 'exit', ...numbers(1000)], work)) {
    t.is(some.length, 4);
    break;
  }
  const until = answered.length;
  t.true(until < 2000);
  await setTimeout(100);
  t.is(answered.length, until);
});

test('items that come later are answered while one before them is not, as far ahead as is allowed', async (t) => {
  const came: Item[] = [];
  const work = { ...WORK, atOnce: 1, patience: 5000, threads: 2, ahead: 100 };
  const answered = ({ of }: Answer) => came.push(of);
  const delivered = await answers(['loop', ...numbers(50)], { ...work, answered });
  t.deepEqual(
    delivered.map(({ of }) => of),
    ['loop', ...numbers(50)],
  );
  // All but the one that waited behind it in its thread.
  t.is(came.indexOf('loop'), 49);
});
