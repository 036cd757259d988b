import test from 'ava';
import { FormatError } from '../format-error.ts';
import { nameToText } from './name.ts';
import { nameFromText } from './name-from-text.ts';

for (const text of [
  'CN=A+UID=b,DC=example,DC=net',
  'O=ООО \\"Экспорт\\"\\, Москва,C=RU',
  'CN=James \\"Jim\\" \\<J\\>\\; a\\+b\\, \\\\',
  'CN=\\ #\\ ',
  'CN=\\#03020001',
  'CN=a\\0d\\0aCN=b\\00',
  'INN=500100732259,2.5.4.97=x',
  'CN=a=b',
]) {
  test(`RFC 4514: what nameToText tells is the same name again: ${text}`, (t) => {
    t.is(nameToText(nameFromText(text)), text);
  });
}

for (const [text, told] of [
  ['cn=a, o=b', 'CN=a,O=b'],
  ['CN=\\d0\\af', 'CN=Я'],
  ['2.5.4.3=a', 'CN=a'],
  ['CN=\\22a\\=', 'CN=\\"a='],
] as const) {
  test(`RFC 4514 §3: ${text} is ${told}`, (t) => {
    t.is(nameToText(nameFromText(text)), told);
  });
}

for (const text of [
  '',
  'a',
  'CN',
  'CN=',
  'CN= ',
  'CN=a,',
  ',CN=a',
  'CN=a,,O=b',
  'CN=a+',
  'XYZ=a',
  '9.9=a',
  '1.40=a',
  'CN="a"',
  'CN=a;O=b',
  'CN=#0c0161',
  'CN=a\\',
  'CN=a\\x',
  'CN=\\d0',
]) {
  test(`RFC 4514: no name is ${JSON.stringify(text)}`, (t) => {
    t.throws(() => nameFromText(text), { instanceOf: FormatError });
  });
}
