import test from 'ava';
import type { GeneralName } from '../../formats/x509/extensions.ts';
import { excludes, permits, subtreeOf, testedName } from './match-subtree.ts';

const dns = (value: string): GeneralName => ({ kind: 'dNSName', value });
const email = (value: string): GeneralName => ({ kind: 'rfc822Name', value });
const uri = (value: string): GeneralName => ({ kind: 'uniformResourceIdentifier', value });
const ip = (...octets: number[]): GeneralName => ({
  kind: 'iPAddress',
  octets: Uint8Array.from(octets),
});
const dn = (...values: string[]): GeneralName => ({
  kind: 'directoryName',
  name: {
    der: new Uint8Array(),
    rdns: values.map((value) => [{ type: '2.5.4.10', value, tag: 12 }]),
  },
});

type Row = readonly [base: GeneralName, name: GeneralName, inside: boolean];

const rows: readonly Row[] = [
  [dns('example.com'), dns('example.com'), true],
  [dns('example.com'), dns('a.b.Example.COM'), true],
  [dns('example.com'), dns('badexample.com'), false],
  [dns('a.example.com'), dns('example.com'), false],
  [dns(''), dns('anything.test'), true],
  [dns('example.com'), dns('*.example.com'), true],
  [dns('a.example.com'), dns('*.example.com'), false],
  [email('user@example.com'), email('user@EXAMPLE.com'), true],
  [email('user@example.com'), email('User@example.com'), false],
  [email('example.com'), email('user@example.com'), true],
  [email('example.com'), email('user@mail.example.com'), false],
  [email('.example.com'), email('user@mail.example.com'), true],
  [email('.example.com'), email('user@example.com'), false],
  [email('example.com'), email('"a b@evil.test"@example.com'), true],
  [email('evil.test'), email('"a@evil.test"@example.com'), false],
  [email('"a@b"@example.com'), email('"a@b"@Example.com'), true],
  [uri('example.com'), uri('https://us%40er:a;b@example.com/'), true],
  [uri('example.com'), uri('https://user@example.com:8443/path?x#y'), true],
  [uri('example.com'), uri('https://www.example.com/'), false],
  [uri('.example.com'), uri('ldap://www.example.com'), true],
  [uri('.example.com'), uri('https://evil.test/@www.example.com'), false],
  [uri('.example.com'), uri('https://www.example.com@evil.test/'), false],
  [ip(192, 0, 2, 0, 255, 255, 255, 0), ip(192, 0, 2, 77), true],
  [ip(192, 0, 2, 0, 255, 255, 255, 0), ip(192, 0, 3, 77), false],
  [ip(0, 0, 0, 0, 0, 0, 0, 0), ip(8, 8, 8, 8), true],
  [ip(0, 0, 0, 0, 0, 0, 0, 0), ip(...Array.from({ length: 16 }, () => 0)), false],
  [dn('A'), dn('a', 'b'), true],
  [dn('A', 'B'), dn('a'), false],
  [dn(), dn('x'), true],
];

for (const [base, name, inside] of rows) {
  const shown = [base, name].map((one) => JSON.stringify(Object.values(one).slice(1))).join(' ');
  test(`RFC 5280 §4.2.1.10 ${base.kind}: ${shown} is ${inside ? 'inside' : 'outside'}`, (t) => {
    const tree = subtreeOf(base);
    const tested = testedName(name);
    if (tree === undefined || tested === undefined || tested === 'unsupported') return t.fail();
    t.is(permits(tree, tested), inside);
    return undefined;
  });
}

test('a wildcard reaches what is excluded below it', (t) => {
  const tree = subtreeOf(dns('bar.example.com'));
  const tested = testedName(dns('*.example.com'));
  if (tree === undefined || tested === undefined || tested === 'unsupported') return t.fail();
  t.true(excludes(tree, tested));
  t.false(permits(tree, tested));
  return undefined;
});

const malformedBases = [
  dns('.example.com'),
  dns('*.example.com'),
  email('a@b@example.com'),
  email('@example.com'),
  ip(192, 0, 2, 0),
  ip(192, 0, 2, 0, 255, 0, 255, 0),
  uri('https://example.com'),
];
for (const base of malformedBases) {
  test(`malformed base: ${JSON.stringify(Object.values(base))}`, (t) => {
    t.is(subtreeOf(base), undefined);
  });
}

const malformedNames = [
  // Read by browsers as a host, by others as a user.
  uri('https://evil.test\\@example.com/'),
  uri('https://evil.test@x@example.com/'),
  uri('https://evil test@example.com/'),
  uri('https://example.com/\\x'),
  email('"a"b"@example.com'),
  email('"a@example.com'),
  email('"a\\"@example.com'),
  dns('.example.com'),
  dns('foo.*.example.com'),
  dns('exa mple.com'),
  email('a@b@example.com'),
  ip(192, 0, 2),
  uri('urn:uuid:1'),
  uri('https://192.0.2.1/'),
  uri('https://[2001:db8::1]/'),
];
for (const name of malformedNames) {
  test(`a name inside and outside of nothing: ${JSON.stringify(Object.values(name))}`, (t) => {
    t.is(testedName(name), undefined);
  });
}
