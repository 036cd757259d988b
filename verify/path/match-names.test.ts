import test from 'ava';
import fc from 'fast-check';
import type { Name } from '../../formats/x509/certificate.ts';
import { nameKey, prepareString, rdnKeys } from './match-names.ts';

const UTF8 = 12;
const PRINTABLE = 19;
const CN = '2.5.4.3';
const O = '2.5.4.10';

type Attribute = readonly [type: string, value: string, tag?: number];

function key(...rdns: readonly (readonly Attribute[])[]): string {
  const name: Name = {
    der: new Uint8Array(),
    rdns: rdns.map((rdn) => rdn.map(([type, value, tag = UTF8]) => ({ type, value, tag }))),
  };
  return nameKey(rdnKeys(name));
}

const equal: readonly [title: string, a: string, b: string][] = [
  ['§2.2 case folding', 'Банк «Север»', 'БАНК «СЕВЕР»'],
  ['§2.2 sharp s', 'Straße', 'STRASSE'],
  ['§2.2 mapped to nothing', 'a\u00adb\u200bc', 'abc'],
  ['§2.2 mapped to space', 'a\u00a0b\tc', 'a b c'],
  ['§2.3 NFKC', 'ﬁrma Ａ', 'firma a'],
  ['§2.3 NFKC, composed', 'Й'.normalize('NFD'), 'й'],
  ['§2.6.1 spaces at the ends and inside', '  a   b ', 'a b'],
];
for (const [title, a, b] of equal) {
  test(`RFC 4518 ${title}`, (t) => {
    t.is(key([[CN, a]]), key([[CN, b]]));
  });
}

test('RFC 5280 §7.1: PrintableString and UTF8String of the same text match', (t) => {
  t.is(key([[CN, 'Okno', PRINTABLE]]), key([[CN, 'okno', UTF8]]));
});

const different: readonly [title: string, a: string, b: string][] = [
  ['letters that look alike', key([[CN, 'Bank']]), key([[CN, 'Ваnk']])],
  ['order of the names', key([[CN, 'a']], [[O, 'b']]), key([[O, 'b']], [[CN, 'a']])],
  [
    'two in one set, or two sets',
    key([
      [CN, 'a'],
      [O, 'b'],
    ]),
    key([[CN, 'a']], [[O, 'b']]),
  ],
  ['a value that imitates a boundary', key([[CN, `a,5:${O}=1:b`]]), key([[CN, 'a']], [[O, 'b']])],
  ['type', key([[CN, 'a']]), key([[O, 'a']])],
  ['a value that is no string', key([[CN, '#0500', 5]]), key([[CN, '#0500']])],
  ['spaces inside a word', key([[CN, 'a b']]), key([[CN, 'ab']])],
  ['dotless i', key([[CN, 'ı']]), key([[CN, 'i']])],
];
for (const [title, a, b] of different) {
  test(`do not match: ${title}`, (t) => {
    t.not(a, b);
  });
}

test('RFC 5280 §4.1.2.4: attributes of one set match in any order', (t) => {
  t.is(
    key([
      [CN, 'a'],
      [O, 'b'],
    ]),
    key([
      [O, 'b'],
      [CN, 'a'],
    ]),
  );
});

test('RFC 4518 §2.4: a prohibited character makes a value match only itself', (t) => {
  t.is(prepareString('a\ue000'), undefined);
  t.is(key([[CN, 'A\ue000']]), key([[CN, 'A\ue000']]));
  t.not(key([[CN, 'A\ue000']]), key([[CN, 'a\ue000']]));
});

test('preparing twice changes nothing more', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = prepareString(text);
      return once === undefined || prepareString(once) === once;
    }),
  );
  t.pass();
});
