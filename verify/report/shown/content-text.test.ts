import test from 'ava';
import type { SignedContent } from '../report.ts';
import { contentRows } from './content-text.ts';

const WHOLE: SignedContent = {
  name: 'a.pdf',
  file: 'a.pdf',
  ranges: [{ offset: 0, length: 10 }],
  size: 10,
  digestAlgorithm: 'sha256',
  digest: 'aa',
  whole: true,
};

/** Each differs from the whole file in one thing. */
const CONTENTS: readonly (readonly [string, Partial<SignedContent>, string])[] = [
  ['the whole file', {}, 'a.pdf, весь файл, 10 байт'],
  [
    'not from its beginning',
    { ranges: [{ offset: 1, length: 10 }] },
    'a.pdf, байты 1–10 этого файла, 10 байт',
  ],
  [
    'two pieces',
    {
      ranges: [
        { offset: 0, length: 5 },
        { offset: 7, length: 5 },
      ],
    },
    'a.pdf, байты 0–4, 7–11 этого файла, 10 байт',
  ],
  ['a part', { whole: false }, 'a.pdf, только часть документа, байты 0–9 этого файла, 10 байт'],
  [
    'inside the file of the signature',
    { name: 'a.p7m (content)', file: 'a.p7m', ranges: [{ offset: 58, length: 10 }] },
    'содержимое внутри файла a.p7m, байты 58–67 этого файла, 10 байт',
  ],
  [
    'in pieces of one size',
    {
      name: 'a.p7m (content)',
      file: 'a.p7m',
      ranges: [{ offset: 60, length: 2, count: 5, stride: 4 }],
    },
    'содержимое внутри файла a.p7m, байты 60–61 и так ещё, всего 5 с шагом 4 этого файла, 10 байт',
  ],
  [
    'a canonical form',
    { name: 'a.xml /act', file: 'a.xml', ranges: [] },
    'a.xml /act, не сами байты файла, а вычисленное из него (канонический или раскодированный вид), 10 байт',
  ],
  ['a name that draws lines', { name: 'a\nb', file: 'a\nb' }, 'a\ufffdb, весь файл, 10 байт'],
];

for (const [title, change, told] of CONTENTS) {
  test(`what was signed is told to the octet: ${title}`, (t) => {
    const [signed, digest] = contentRows({ ...WHOLE, ...change }, 'ru');
    t.deepEqual(signed, ['Подписано', told]);
    t.deepEqual(digest, ['Хэш sha256', 'aa']);
  });
}

test('a report that was stored before ranges were told says no more than it knows', (t) => {
  const { file: _file, ranges: _ranges, ...stored } = WHOLE;
  t.deepEqual(contentRows(stored, 'en')[0], ['Signed', 'a.pdf, 10 bytes']);
  t.deepEqual(contentRows({ ...stored, whole: false }, 'en')[0], [
    'Signed',
    'a.pdf, a part of the document only, 10 bytes',
  ]);
});
