import test from 'ava';
import { Budget, PATH_LIMITS, PathLimitError } from './budget.ts';
import { PolicyGraph } from './policy-graph.ts';

const ANY = '2.5.29.32.0';
const mapped = (...pairs: readonly (readonly [string, string])[]) =>
  new Map(pairs.map(([from, to]) => [from, new Set([to])]));

function graph(): PolicyGraph {
  return new PolicyGraph(new Budget());
}

test('RFC 9618 §5.3 (d)(1): a policy that no node expects ends', (t) => {
  const policies = graph();
  policies.addCertificate(['1.1', '1.2'], true);
  policies.addCertificate(['1.2', '1.3'], true);
  t.deepEqual(policies.intersect('any'), new Set(['1.2']));
  t.deepEqual(policies.intersect(new Set(['1.1'])), new Set());
});

test('RFC 9618 §5.3 (d)(2): anyPolicy takes up what is expected, where it is allowed', (t) => {
  const allowed = graph();
  allowed.addCertificate(['1.1'], true);
  allowed.addCertificate([ANY], true);
  t.deepEqual(allowed.intersect('any'), new Set(['1.1']));
  const inhibited = graph();
  inhibited.addCertificate(['1.1'], true);
  inhibited.addCertificate([ANY], false);
  t.true(inhibited.isNull);
});

test('RFC 9618 §5.5 (g): anyPolicy to the end lets the user choose', (t) => {
  const policies = graph();
  policies.addCertificate([ANY], true);
  t.is(policies.intersect('any'), 'any');
  t.deepEqual(policies.intersect(new Set(['1.9'])), new Set(['1.9']));
});

test('RFC 9618 §5.4 (b)(1): a mapped policy is named in the words of the anchor', (t) => {
  const policies = graph();
  policies.addCertificate(['1.1'], true);
  policies.map(mapped(['1.1', '2.1']));
  policies.addCertificate(['2.1'], true);
  t.deepEqual(policies.intersect('any'), new Set(['1.1']));
  const twin = graph();
  twin.addCertificate(['1.1'], true);
  twin.map(mapped(['1.1', '2.1']));
  twin.addCertificate(['1.1'], true);
  t.true(twin.isNull);
});

test('RFC 9618 §5.4 (b)(2): with mapping inhibited a mapped policy ends', (t) => {
  const policies = graph();
  policies.addCertificate(['1.1', '1.2'], true);
  policies.remove(['1.1']);
  policies.addCertificate(['1.1', '1.2'], true);
  t.deepEqual(policies.intersect('any'), new Set(['1.2']));
});

test('RFC 5280 §6.1.3 (e): without policies nothing comes back', (t) => {
  const policies = graph();
  policies.setNull();
  policies.addCertificate([ANY, '1.1'], true);
  t.true(policies.isNull);
});

test('a graph over the limit is told as a limit', (t) => {
  const policies = new PolicyGraph(new Budget({ ...PATH_LIMITS, policyNodes: 10 }));
  const many = Array.from({ length: 20 }, (_, n) => `1.${n}`);
  const error = t.throws(() => policies.addCertificate(many, true), { instanceOf: PathLimitError });
  t.is(error.limit, 'policyNodes');
});
