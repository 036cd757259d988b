import test from 'ava';
import { OID } from '../../../formats/asn1/oids.ts';
import type { SignatureReport, SignedAttributesReport } from '../report.ts';
import { HOSTILE, reportedVerdicts } from '../reported.fixture.ts';
import { writeText } from '../text/write-text.ts';
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
  t.is(rows.get('Заявленная роль'), '«Генеральный директор» (должность)');
  t.is(rows.get('Заявленный смысл'), 'подписант одобрил содержание документа');
  t.is(rows.get('Заявленный вид'), '«application/pdf»');
  t.regex(rows.get('Заявленное место') ?? '', /^«RU, .*, ул. Ильинка, 1»$/);
  t.regex(rows.get('Полномочие') ?? '', /не проверялся и ничего здесь не доказывает$/);
});

test('in English', (t) => {
  const rows = new Map(claimRows(sample, 'en').toReversed());
  t.is(rows.get('Claimed role'), '“Генеральный директор” (title)');
  t.is(rows.get('Claimed meaning'), 'the signer has approved the content of the document');
  t.regex(rows.get('Authority') ?? '', /not checked and proves nothing here$/);
});

test('in a report for a terminal, which has no titles, each line says that it is a claim', (t) => {
  for (const [language, claim] of [
    ['ru', /^ {2}(Заявлен|Полномочие: .*не проверялся и ничего здесь не доказывает)/],
    ['en', /^ {2}(Claimed|Authority: .*not checked and proves nothing)/],
  ] as const) {
    const lines = writeText(showVerdict(verdict, language)).split('\n');
    const said = lines.filter((line) =>
      /директор|Ильинка|одобрил|approved|attribute cert|атрибутов|application/.test(line),
    );
    t.is(said.length, 5, said.join('\n'));
    for (const line of said) t.regex(line.replace(/: +/, ': '), claim);
  }
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
    [['Заявлено о файле', '«Акт», тип содержимого 2.999']],
  ],
  [
    'a commitment that nobody here knows, with qualifiers',
    { commitments: [{ type: '2.999', qualifiers: ['2.999.1', '2.999.2'] }] },
    [
      [
        'Заявленный смысл',
        'обязательство, обозначенное кодом 2.999 с уточнениями, которые здесь не разбираются: 2.999.1, 2.999.2',
      ],
    ],
  ],
  [
    'a role under a type without a name',
    { roles: { claimed: [{ type: '2.999', value: 'Аудитор' }], certified: [] } },
    [['Заявленная роль', '«Аудитор» (2.999)']],
  ],
] as const) {
  test(`told: ${title}`, (t) => {
    t.deepEqual(
      rowsOf(told),
      rows.map((row) => [...row]),
    );
  });
}

test('those of a counter-signature stand in its details', (t) => {
  const { signedAttributes: _, ...without } = sample;
  const over = { ...without, counterSignatures: [sample] };
  const report = { ...verdict.report, signatures: [over] };
  const [part] = showVerdict({ ...verdict, report }, 'ru').parts;
  const rows = part?.details.flatMap((section) => section.rows) ?? [];
  for (const [label, text] of claimRows(sample, 'ru')) {
    t.true(
      rows.some(([found, said]) => found === label && said === text),
      label,
    );
  }
});

test('where the value is wrong nothing in the signature is called the signer’s word', (t) => {
  const report = {
    ...verdict.report,
    signatures: [{ ...sample, cryptographicallyValid: false }],
  };
  for (const [language, word, none] of [
    ['ru', /слова подписанта|заявил сам/, /не подтверждено, что самим подписантом/g],
    ['en', /signer’s own word|signer says/, /not shown to be the signer’s word/g],
  ] as const) {
    const told = JSON.stringify(showVerdict({ ...verdict, report }, language));
    t.notRegex(told, word);
    t.is([...told.matchAll(none)].length, 2);
    t.regex(JSON.stringify(showVerdict(verdict, language)), word);
  }
});
