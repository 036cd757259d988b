import test from 'ava';
import { actionText, paragraphText } from './action-words.ts';
import { isMoment, momentText } from './moment-text.ts';
import type { MainIndication, SignatureReport } from './report.ts';
import { packageText, receiptText, textReport } from './text-report.ts';

const TIME = '2026-02-28T22:30:00.125Z';
const JUDGED = { validationTime: TIME, policy: 'okno-default/1' };

test('a moment is told by Moscow time, its octets beside it', (t) => {
  t.is(momentText(TIME, 'ru'), '01.03.2026 01:30:00 МСК (2026-02-28T22:30:00.125Z)');
  t.is(momentText(TIME, 'en'), '2026-03-01 01:30:00 Moscow time (2026-02-28T22:30:00.125Z)');
  // Federal law of 3 June 2011 No. 107-FZ: Moscow was four hours ahead of UTC until 26 October 2014.
  t.regex(momentText('2014-07-01T20:00:00Z', 'ru'), /^02\.07\.2014 00:00:00 МСК/);
});

for (const text of ['2026-02-28', 'T', '2026-13-28T22:30:00Z', '2026-02-28T22:30:00+03:00', '']) {
  test(`no moment: “${text}”`, (t) => {
    t.false(isMoment(text));
  });
}

test('actions and paragraphs in words, what has none as it is', (t) => {
  t.is(actionText('document.received', 'ru'), 'документ получен');
  t.is(actionText('constructor', 'ru'), 'constructor');
  t.is(paragraphText('D65-24-получ', 'ru'), 'Постановление № 65, п. 24');
  t.is(paragraphText('D65-13з', 'en'), 'Decree 65, para. 13 (з)');
  t.is(paragraphText('other\u001b[2J', 'ru'), 'other\ufffd[2J');
});

const SIGNATURE: SignatureReport = {
  format: 'CAdES',
  level: 'CAdES-B-B',
  indication: 'TOTAL-PASSED',
  reason: { code: 'passed' },
  intact: true,
  cryptographicallyValid: true,
  trusted: true,
  coverage: 'FULL',
  signedContent: [],
  bestSignatureTime: TIME,
  timeSource: 'receipt',
  timestamps: [],
  certificates: [],
  warnings: [],
  checks: [],
};

const signed = (changes: Partial<SignatureReport>) =>
  textReport({ file: 'a', ...JUDGED, signatures: [{ ...SIGNATURE, ...changes }] }, 'ru');

test('a document is unchanged only where the signature value over its digest is right', (t) => {
  t.regex(signed({}), /Документ: +не изменён с момента подписания/);
  const forged = signed({
    indication: 'TOTAL-FAILED',
    reason: { code: 'signature-value-wrong' },
    cryptographicallyValid: false,
  });
  t.notRegex(forged, /не изменён/);
  t.regex(forged, /Документ: +не подтверждено, что подписан именно он/);
});

const receipt = (indication: MainIndication) => ({
  ...JUDGED,
  indication,
  reason: { code: 'passed' } as const,
  entry: {
    action: 'document.received',
    paragraph: 'D65-24-получ',
    time: TIME,
    legalDate: '2026-03-01',
    actor: { person: 'Иванов' },
    content: { document: 'd', version: 2, sha256: 'aa', signatures: [{ sha256: 'bb' }, null] },
  },
  checks: [],
});

test('a receipt says of what file it is, what was fixed, of which octets, by whom and when', (t) => {
  const text = receiptText('received.json', receipt('TOTAL-PASSED'), 'ru');
  for (const line of [
    /^Файл: received\.json$/m,
    /^Квитанция: ПОДТВЕРЖДЕНА \(TOTAL-PASSED\)$/m,
    /Действие: +документ получен \(Постановление № 65, п\. 24\)$/m,
    /Время: +01\.03\.2026 01:30:00 МСК/,
    /Кто: +Иванов$/m,
    /Документ: +d, версия 2$/m,
    /Хэш: +sha256 aa$/m,
    /Подпись: +sha256 bb$/m,
  ]) {
    t.regex(text, line);
  }
});

for (const [indication, expected] of [
  ['TOTAL-PASSED', 'ПОДТВЕРЖДЁН'],
  ['TOTAL-FAILED', 'НЕДЕЙСТВИТЕЛЕН'],
  ['INDETERMINATE', 'УСТАНОВИТЬ НЕЛЬЗЯ'],
] as const) {
  test(`a package agrees with its verdict: ${expected}`, (t) => {
    const text = packageText(
      {
        file: 'a.zip',
        ...JUDGED,
        indication,
        reason: { code: 'passed' },
        findings: [],
        checks: [],
        contract: { number: '17-Э/2026', date: '2026-09-14', unk: '26110001/1481/0000/1/1' },
        asOf: 12,
        receipts: [],
        documents: [
          {
            described: { title: 'Контракт', number: '1' },
            versions: [
              {
                number: 1,
                document: { name: 'a.pdf', size: 1, sha256: 'aa' },
                received: receipt('TOTAL-PASSED'),
                later: [],
                signatures: [{ file: 'a.p7s', signatures: [SIGNATURE] }],
              },
            ],
          },
        ],
      },
      'ru',
    );
    t.true(text.includes(`\nПакет доказательств: ${expected} (${indication})\n`), text);
    t.regex(text, /Договор: +№ 17-Э\/2026 от 2026-09-14 УНК 26110001\/1481\/0000\/1\/1$/m);
    t.regex(text, /По состоянию: +на 12 записей журнала$/m);
    t.regex(text, /Документ: +Контракт$/m);
    t.regex(text, /Получен: .*МСК .*, квитанция ПОДТВЕРЖДЕНА/);
    t.regex(text, /Подпись: +ДЕЙСТВИТЕЛЬНА/);
    t.regex(text, /Время: .*МСК .*, доказано квитанцией системы/);
  });
}
