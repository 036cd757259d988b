import test from 'ava';
import type { TimeStampKind } from '../../report/time-stamp-report.ts';
import { coveredObjects } from '../covered.ts';
import { newestFirst } from './newest-first.ts';

let last = 0;
function at(genTime: number, kind: TimeStampKind, ...over: readonly { readonly stamp: Stamp }[]) {
  last += 1;
  const stamp: Stamp = { kind, token: Uint8Array.of(last), over: new Uint8Array() };
  const covered = async () => coveredObjects(over.map((other) => other.stamp.token));
  return { kind, stamp, info: { genTime: new Date(genTime) }, covered } as unknown as Stamped;
}
type Stamped = Parameters<typeof newestFirst>[0][number];
type Stamp = Stamped['stamp'];

test('EN 319 102-1 §5.6.3.4 step 5: newest first; of equal times what may be over more, then what stands later', async (t) => {
  const content = at(1, 'content-time-stamp');
  const signature = at(5, 'signature-time-stamp');
  const references = at(5, 'signature-and-references-time-stamp');
  const first = at(5, 'archive-time-stamp');
  const second = at(5, 'archive-time-stamp');
  const newest = at(7, 'signature-time-stamp');
  const given = [content, signature, references, first, second, newest];
  const expected = [newest, second, first, references, signature, content];
  t.deepEqual(await newestFirst(given), expected);
  t.deepEqual((await newestFirst([...given].reverse())).slice(0, 1), [newest]);
});

test('EN 319 102-1 §5.6.3.4 step 5: what a token is over is older, in whatever order they stand and whatever clocks say', async (t) => {
  const first = at(9, 'archive-time-stamp');
  const second = at(5, 'archive-time-stamp', first);
  const third = at(5, 'archive-time-stamp', second);
  for (const given of [
    [first, second, third],
    [third, first, second],
    [second, third, first],
  ]) {
    t.deepEqual(await newestFirst(given), [third, second, first]);
  }
});

test('what says of itself that it is over the other, both ways, is in the list once', async (t) => {
  const first = at(5, 'archive-time-stamp');
  const second = at(5, 'archive-time-stamp', first);
  const circle = {
    ...first,
    covered: async () => coveredObjects([second.stamp.token, first.stamp.token]),
  };
  t.is(new Set(await newestFirst([circle, second])).size, 2);
});
