import test from 'ava';
import type { TimeStampReport } from '../time-stamp-report.ts';
import { timeStampRows } from './time-stamp-rows.ts';

const report: TimeStampReport = {
  kind: 'signature-time-stamp',
  indication: 'TOTAL-PASSED',
  reason: { code: 'passed' },
  genTime: '2026-03-01T10:00:00.000Z',
  accuracy: 1,
  intact: true,
  cryptographicallyValid: true,
  trusted: true,
  signer: {
    subject: 'CN=TSA',
    issuer: 'CN=CA',
    serialNumber: '01',
    certificate: '00',
    commonName: 'TSA\u202e',
    notBefore: '',
    notAfter: '',
  },
  certificates: [],
  warnings: [],
  checks: [],
};

test('a time-stamp is said with its moment, its authority and its verdict', (t) => {
  t.deepEqual(timeStampRows([report], 'en'), [
    [
      'Signature stamped',
      '2026-03-01 13:00:00 Moscow time (2026-03-01T10:00:00.000Z), ± 1 s, time-stamping authority TSA\ufffd, the time-stamp is valid (TOTAL-PASSED)',
    ],
  ]);
  const archive = { ...report, kind: 'archive-time-stamp' } as const;
  t.is(timeStampRows([archive], 'ru')[0]?.[0], 'Архивный штамп');
  const failed = {
    ...report,
    indication: 'TOTAL-FAILED',
    subIndication: 'HASH_FAILURE',
    reason: {
      code: 'imprint-differs',
      facts: { algorithm: 'sha256', expected: '0', computed: '1' },
    },
  } as const;
  const [row] = timeStampRows([failed], 'ru');
  t.regex(row?.[1] ?? '', /недействителен \(HASH_FAILURE\): Штамп времени поставлен не на это/);
});
