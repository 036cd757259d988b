import test from 'ava';
import { BROKEN_OBJECTS } from './objects.fixture.ts';
import { BROKEN_ROOTS } from './roots.fixture.ts';

/** The codes of OCFL 1.1 (E065, E068, E086, E091, E109 and W006 are not among them). */
const range = (letter: string, to: number, absent: readonly number[]) =>
  Array.from({ length: to }, (_, at) => at + 1)
    .filter((number) => !absent.includes(number))
    .map((number) => `${letter}${String(number).padStart(3, '0')}`);
const PUBLISHED = [...range('E', 112, [65, 68, 86, 91, 109]), ...range('W', 16, [6])];

/** Codes that no state of files can break alone, and why. */
const NOT_OF_FILES: ReadonlyMap<string, string> = new Map([
  ['E002', 'told as E003 to E007, which say what is wrong with the declaration'],
  ['E013', 'a rule for who adds a version; its outcome is E012'],
  ['E021', 'a rule for who reads; content elsewhere is E016, E023 or E042'],
  ['E022', 'a rule for validators: other directories of a version are W002 and not read'],
  ['E026', 'an algorithm of no table is E056'],
  ['E027', 'a rule for clients: which algorithms they support'],
  ['E028', 'a rule for clients: what they do not support is ignored'],
  ['E034', 'an inventory of another name is E063 and E001'],
  ['E039', 'digests of another algorithm do not fit in length: E030, E031'],
  ['E045', 'the other half of the sentence of E044'],
  ['E055', 'fixity under another name is E102'],
  ['E062', 'an order in time; its outcome is E060'],
  ['E074', 'says that roots do not depend on each other'],
  ['E075', 'told as E069 and E076 to E080'],
  ['E087', 'a rule for validators, shown by the valid root'],
  ['E088', 'told by what lies there: E072, E073, E085'],
  ['E098', 'a rule for who reads; what cannot be read so is E099 to E101'],
  ['W012', 'says what to use the logs folder for'],
]);

test('every code of OCFL 1.1 that files can break has an object or a root that breaks it', (t) => {
  const shown = [...BROKEN_OBJECTS, ...BROKEN_ROOTS].flatMap(([codes]) => codes.split(' '));
  const missing = PUBLISHED.filter((code) => !shown.includes(code) && !NOT_OF_FILES.has(code));
  t.deepEqual(missing, []);
  t.deepEqual(
    [...NOT_OF_FILES.keys()].filter((code) => shown.includes(code)),
    [],
  );
  t.deepEqual(
    shown.filter((code) => !PUBLISHED.includes(code)),
    [],
  );
});
