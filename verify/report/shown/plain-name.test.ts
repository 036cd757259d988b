import test from 'ava';
import { plainName } from './plain-name.ts';

/** A distinguished name, and what people are told. */
const NAMES: readonly (readonly [string, string])[] = [
  ['CN=ТЕСТ УЦ,O=ТЕСТ Окно (не для доверия),C=RU', 'ТЕСТ УЦ, ТЕСТ Окно (не для доверия)'],
  ['O=Банк,OU=A,OU=B,C=RU', 'Банк'],
  ['CN=a\\, O\\=b,C=RU', 'a, O=b'],
  ['CN=Root+SN=1,O=Org', 'Root, Org'],
  // What says neither, or cannot be read, is shown whole.
  ['C=RU', 'C=RU'],
  ['', ''],
  ['CN=#0c0141,O=Org', 'CN=#0c0141,O=Org'],
  ['CN=a\\0ab,O=Org', 'CN=a\\0ab,O=Org'],
  ['CN=one,CN=two', 'CN=one,CN=two'],
  ['CN=a\u202eb', 'a\ufffdb'],
];

for (const [name, told] of NAMES) {
  test(`a name for people: ${JSON.stringify(name)}`, (t) => {
    t.is(plainName(name), told);
  });
}
