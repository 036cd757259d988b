import test from 'ava';
import { tell } from './story.fixture.ts';

/** Stories in which an answer once was what it must not be. */
const FOUND = [137, 245, 264, 848];
const OTHERS = Array.from({ length: 40 }, (_, at) => 55 + at);

test('what a story knows to be untrue is never TOTAL-PASSED, whatever a forger added; others are', async (t) => {
  t.timeout(120_000);
  const passed: string[] = [];
  for (const seed of [...FOUND, ...OTHERS]) {
    const { signature, wrong } = await tell(seed);
    t.deepEqual(wrong, [], `story ${seed}`);
    if (signature.indication !== 'TOTAL-PASSED') continue;
    const past = signature.checks.some(({ id }) => id === 'past-signature-validation');
    passed.push(past ? 'past' : signature.timeSource);
  }
  t.deepEqual([...new Set(passed)].sort(), ['past', 'receipt', 'time-stamp', 'validation-time']);
});
