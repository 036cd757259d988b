import test from 'ava';
import fc from 'fast-check';
import { bankNumberOf, parseUnk } from './unk.ts';

const VALID = '21020001/1481/1948/1/1';

test('Instruction 181-I: the parts of a УНК', (t) => {
  t.deepEqual(parseUnk(VALID), {
    year: 21,
    month: 2,
    ordinal: '0001',
    bank: '1481',
    branch: '1948',
    contractKind: '1',
    residentKind: '1',
  });
  t.is(bankNumberOf(VALID), '1481');
});

for (const [title, text] of [
  ['month 13', '21130001/1481/1948/1/1'],
  ['month 00', '21000001/1481/1948/1/1'],
  ['contract kind 7', '21020001/1481/1948/7/1'],
  ['resident kind 4', '21020001/1481/1948/1/4'],
  ['a bank number of three digits', '21020001/148/1948/1/1'],
  ['no slashes', '21020001148119481 1'],
  ['something before', ` ${VALID}`],
  ['something after', `${VALID}\n`],
  ['digits of another script', '21020001/148١/1948/1/1'],
  ['nothing', ''],
] as const) {
  test(`no УНК: ${title}`, (t) => {
    t.is(parseUnk(text), undefined);
    t.is(bankNumberOf(text), undefined);
  });
}

test('whatever is parsed can be written again as it was', (t) => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^\d\d(0[1-9]|1[0-2])\d{4}\/\d{4}\/\d{4}\/[1-69]\/[1-3]$/),
      (text) => {
        const unk = parseUnk(text);
        if (unk === undefined) return t.fail(text);
        const pad = (part: number) => String(part).padStart(2, '0');
        const head = `${pad(unk.year)}${pad(unk.month)}${unk.ordinal}`;
        const written = [head, unk.bank, unk.branch, unk.contractKind, unk.residentKind].join('/');
        t.is(written, text);
      },
    ),
  );
});
