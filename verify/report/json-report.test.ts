import test from 'ava';
import { jsonReport, stableJson } from './json-report.ts';
import type { ValidationReport } from './report.ts';

test('members are in the order of their names at every depth, arrays keep theirs', (t) => {
  const text = stableJson({ b: [{ d: 1, c: 2 }, 0], a: { f: null, e: 'x' } });
  t.is(JSON.stringify(JSON.parse(text)), '{"a":{"e":"x","f":null},"b":[{"c":2,"d":1},0]}');
});

test('equal reports are equal octets, however they were put together', (t) => {
  const one: ValidationReport = { file: 'a', validationTime: 't', policy: 'p', signatures: [] };
  const other: ValidationReport = { signatures: [], policy: 'p', validationTime: 't', file: 'a' };
  t.is(jsonReport(one), jsonReport(other));
  t.true(jsonReport(one).endsWith('}\n'));
});
