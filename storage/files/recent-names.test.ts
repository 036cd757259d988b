import test from 'ava';
import { RecentNames } from './recent-names.ts';

test('recent names are known, the oldest are forgotten, memory stays bounded', (t) => {
  const names = new RecentNames();
  for (let n = 0; n < 100_000; n += 1) names.add(`${n}`);
  t.true(names.has('99999'));
  t.true(names.has('80001'));
  t.false(names.has('0'));
  t.false(names.has('100000'));
});
