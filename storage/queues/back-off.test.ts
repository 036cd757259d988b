import test from 'ava';
import { backOffSeconds } from './back-off.ts';

test('the back-off doubles from a second and stays at an hour, however often it failed', (t) => {
  t.deepEqual([1, 2, 3, 4, 12, 13].map(backOffSeconds), [1, 2, 4, 8, 2048, 3600]);
  t.is(backOffSeconds(0), 1);
  t.is(backOffSeconds(100_000), 3600);
});
