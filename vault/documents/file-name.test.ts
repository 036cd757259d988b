import test from 'ava';
import fc from 'fast-check';
import { shownFileName } from './file-name.ts';

for (const [given, shown] of [
  ['contract.pdf', 'contract.pdf'],
  ['Договор № 17.pdf', 'Договор № 17.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\a\\contract.pdf', 'contract.pdf'],
  ['..', 'document'],
  ['a/', 'document'],
  ['', 'document'],
  [undefined, 'document'],
  ['a\u0000b\r\n.pdf', 'ab.pdf'],
  ['contract\u202efdp.exe', 'contractfdp.exe'],
  ['\ud800.pdf', '.pdf'],
] as const) {
  test(`a name is data: ${JSON.stringify(given)} is shown as ${JSON.stringify(shown)}`, (t) => {
    t.is(shownFileName(given, 'document'), shown);
  });
}

test('whatever is given: shown is one segment, short, well-formed and without controls', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
      const shown = shownFileName(given, 'document');
      t.true(shown.isWellFormed() && shown.length > 0 && Array.from(shown).length <= 200);
      t.notRegex(shown, /[\p{Cc}\\/]/u);
      t.notRegex(shown, /^\.*$/);
    }),
  );
});
