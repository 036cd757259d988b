import test from 'ava';
import { onlyText } from './navigate.ts';
import { parseXml } from './parse-xml.ts';
import { writeXml, xmlElement, xmlElementWith } from './write-element.ts';

const read = (xml: string) => parseXml(new TextEncoder().encode(xml)).root;

test('elements in elements, on lines of their own; what is undefined is left out', (t) => {
  const xml = writeXml(xmlElement('a', undefined, xmlElementWith('b', { c: '1' }, 'x'), []));
  t.is(xml, '<?xml version="1.0" encoding="UTF-8"?>\n<a>\n  <b c="1">x</b>\n</a>\n');
});

for (const text of [
  '<b a="1">&amp;]]></b>',
  `"quotes" and 'apostrophes'`,
  'lines\r\nand\ttabs',
  ' spaces ',
  '😀',
]) {
  test(`what is written is what is read: ${JSON.stringify(text)}`, (t) => {
    const root = read(writeXml(xmlElementWith('a', { b: text }, text)));
    t.is(onlyText(root), text);
    t.is(root.attributes[0]?.value, text);
  });
}

for (const [character, shown] of [
  ['\u0000', '\\u0000'],
  ['\u001b', '\\u001b'],
  ['\ud800', 'half of a pair'],
  ['\ufffe', '\\ufffe'],
] as const) {
  test(`XML 1.0 §2.2: what may not stand in a document is told as missing: ${shown}`, (t) => {
    t.is(onlyText(read(writeXml(xmlElement('a', `x${character}y`)))), 'x\ufffdy');
  });
}
