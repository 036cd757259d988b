import test from 'ava';
import { EXIT, exitCode, worst } from './exit-code.ts';

test('no signature is never a success', (t) => t.is(exitCode([]), EXIT.unreadable));

for (const [indications, code] of [
  [['TOTAL-PASSED'], 0],
  [['TOTAL-PASSED', 'TOTAL-PASSED'], 0],
  [['TOTAL-PASSED', 'INDETERMINATE'], 2],
  [['INDETERMINATE', 'TOTAL-FAILED', 'TOTAL-PASSED'], 1],
] as const) {
  test(`${indications.join(', ')}: ${code}`, (t) => t.is(exitCode(indications), code));
}

for (const [codes, code] of [
  [[0, 0], 0],
  [[0, 2], 2],
  [[2, 3, 0], 3],
  [[3, 1, 2], 1],
] as const) {
  test(`files with ${codes.join(', ')}: ${code}`, (t) => t.is(worst(codes), code));
}
