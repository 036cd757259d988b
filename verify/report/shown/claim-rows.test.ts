import test from 'ava';
import { OID } from '../../../formats/asn1/oids.ts';
import type { SignatureReport, SignedAttributesReport } from '../report.ts';
import { HOSTILE, reportedVerdicts } from '../reported.fixture.ts';
import { claimRows } from './claim-rows.ts';
import { showVerdict } from './show-verdict.ts';
import { SHOWN_WORDS } from './shown-words.ts';

const found = (await reportedVerdicts()).find(({ name }) => name === 'claims.p7s')?.verdict;
if (found?.kind !== 'signature') throw new Error('no sample');
const verdict = found;
const [signature] = verdict.report.signatures;
if (signature === undefined) throw new Error('no signature');
const sample: SignatureReport = signature;

test('what the signer says is told in a section that says that nothing proves it', (t) => {
  for (const language of ['ru', 'en'] as const) {
    const { claims } = SHOWN_WORDS[language];
    const [part] = showVerdict(verdict, language).parts;
    const section = part?.sections.find(({ title }) => title === claims);
    t.deepEqual(section?.rows, claimRows(sample, language));
    t.regex(claims, /ничем не доказано|proven by nothing/);
  }
});

test('in Russian', (t) => {
  const rows = new Map(claimRows(sample, 'ru').toReversed());
  t.is(rows.get('Роль'), 'Генеральный директор (должность)');
  t.is(rows.get('Смысл подписи'), 'подписант одобрил содержание документа');
  t.is(rows.get('Вид файла'), 'application/pdf');
  t.regex(rows.get('Место') ?? '', /^RU, .*, ул. Ильинка, 1$/);
  t.regex(rows.get('Полномочие') ?? '', /не проверялся и ничего здесь не доказывает$/);
});

test('in English', (t) => {
  const rows = new Map(claimRows(sample, 'en').toReversed());
  t.is(rows.get('Role'), 'Генеральный директор (title)');
  t.is(rows.get('Meaning'), 'the signer has approved the content of the document');
  t.regex(rows.get('Authority') ?? '', /not checked and proves nothing here$/);
});

test('what a stranger wrote draws no line', (t) => {
  t.regex(HOSTILE, /\n/);
  for (const [, text] of claimRows(sample, 'ru')) t.notRegex(text, /[\p{Cc}\u202e]/u);
});

const rowsOf = (told: Partial<SignedAttributesReport>) =>
  claimRows({ ...sample, signedAttributes: { signingCertificate: [], ...told } }, 'ru');

for (const [title, told, rows] of [
  ['nothing said', {}, []],
  ['a file of no type and no words', { contentHints: { contentType: OID.data } }, []],
  [
    'a description',
    { contentHints: { description: 'Акт', contentType: '2.999' } },
    [['Описание', 'Акт, тип содержимого 2.999']],
  ],
  [
    'a commitment that nobody here knows, with qualifiers',
    { commitment: { type: '2.999', qualifiers: ['2.999.1', '2.999.2'] } },
    [
      [
        'Смысл подписи',
        'обязательство, обозначенное кодом 2.999 с уточнениями, которые здесь не разбираются: 2.999.1, 2.999.2',
      ],
    ],
  ],
  [
    'a role under a type without a name',
    { roles: { claimed: [{ type: '2.999', value: 'Аудитор' }], certified: [] } },
    [['Роль', 'Аудитор (2.999)']],
  ],
] as const) {
  test(`told: ${title}`, (t) => {
    t.deepEqual(
      rowsOf(told),
      rows.map((row) => [...row]),
    );
  });
}
