import test from 'ava';
import { generalNameKey } from './point-names.ts';

const uri = (value: string) => generalNameKey({ kind: 'uniformResourceIdentifier', value });

const CRL = 'http://crl.example.com/a/b.crl';
for (const [title, value] of [
  ['scheme', 'HTTP://crl.example.com/a/b.crl'],
  ['host', 'http://CRL.Example.com/a/b.crl'],
  ['default port', 'http://crl.example.com:80/a/b.crl'],
  ['percent-encoding', 'http://crl.example.com/%61/b%2Ecrl'],
  ['path segments', 'http://crl.example.com/x/.././a/b.crl'],
] as const) {
  test(`RFC 5280 §7.4: two URIs that differ in ${title} alone are one`, (t) => {
    t.is(uri(value), uri(CRL));
  });
}

for (const [title, value] of [
  ['another path', 'http://crl.example.com/A/b.crl'],
  ['another port', 'http://crl.example.com:8080/a/b.crl'],
  ['another scheme', 'https://crl.example.com/a/b.crl'],
  ['a user', 'http://u@crl.example.com/a/b.crl'],
  ['a blank', 'http://crl.example.com/a/\tb.crl'],
  ['a backslash', 'http://crl.example.com\\a/b.crl'],
  ['an encoded delimiter', 'http://crl.example.com/a%2Fb.crl'],
  ['a query', 'http://crl.example.com/a/b.crl?x'],
] as const) {
  test(`RFC 5280 §7.4: two URIs of which one has ${title} are two`, (t) => {
    t.not(uri(value), uri(CRL));
  });
}

test('RFC 5280 §7.4: of a directory too the host is compared without regard to case', (t) => {
  t.is(uri('LDAP://Dir.example.com/cn=X?crl'), uri('ldap://dir.example.com/cn=X?crl'));
  t.not(uri('ldap://dir.example.com/cn=x?crl'), uri('ldap://dir.example.com/cn=X?crl'));
});

test('RFC 5280 §7.2, §7.5: hosts are compared without regard to case, local parts with', (t) => {
  const host = (value: string) => generalNameKey({ kind: 'dNSName', value });
  const mailbox = (value: string) => generalNameKey({ kind: 'rfc822Name', value });
  t.is(host('CRL.example.com'), host('crl.example.com'));
  t.is(mailbox('Ann@Example.com'), mailbox('Ann@example.com'));
  t.not(mailbox('ann@example.com'), mailbox('Ann@example.com'));
});
