import test from 'ava';
import type { TimeStampJudgement } from '../time-stamp/validate-time-stamp.ts';
import { newestFirst } from './newest-first.ts';

const at = (genTime: number, kind: TimeStampJudgement['kind']) =>
  ({ kind, info: { genTime: new Date(genTime) } }) as TimeStampJudgement;

test('EN 319 102-1 §5.6.3.4 step 5: newest first; of equal times what is over more, then what stands later', (t) => {
  const content = at(1, 'content-time-stamp');
  const signature = at(5, 'signature-time-stamp');
  const references = at(5, 'signature-and-references-time-stamp');
  const first = at(5, 'archive-time-stamp');
  const second = at(5, 'archive-time-stamp');
  const newest = at(7, 'signature-time-stamp');
  const given = [content, signature, references, first, second, newest];
  const expected = [newest, second, first, references, signature, content];
  t.deepEqual(newestFirst(given), expected);
  t.deepEqual(newestFirst([...given].reverse()).slice(0, 1), [newest]);
});
