import test from 'ava';
import type { SignatureReport, SubIndication } from '../../verify/report/report.ts';
import { INDETERMINATE_ROWS, intakeDecision } from './intake-policy.ts';

const REPORT: SignatureReport = {
  format: 'CAdES',
  level: 'CAdES-B-B',
  indication: 'TOTAL-PASSED',
  reason: { code: 'passed' },
  intact: true,
  cryptographicallyValid: true,
  trusted: true,
  coverage: 'FULL',
  signedContent: [],
  bestSignatureTime: '2026-03-10T09:00:00.000Z',
  timeSource: 'validation-time',
  timestamps: [],
  certificates: [],
  warnings: [],
  checks: [],
};

const subIndications = Object.keys(INDETERMINATE_ROWS) as SubIndication[];

test('a signature that passed is accepted', (t) => {
  t.is(intakeDecision(REPORT).decision, 'accept');
});

for (const subIndication of subIndications) {
  test(`TOTAL-FAILED ${subIndication} is refused`, (t) => {
    const report = { ...REPORT, indication: 'TOTAL-FAILED', subIndication } as const;
    t.is(intakeDecision(report).decision, 'refuse');
  });

  const waits = ['TRY_LATER', 'REVOCATION_OUT_OF_BOUNDS_NO_POE'].includes(subIndication);
  test(`INDETERMINATE ${subIndication} ${waits ? 'waits' : 'is refused'}`, (t) => {
    const report = { ...REPORT, indication: 'INDETERMINATE', subIndication } as const;
    const { decision, because } = intakeDecision(report);
    t.is(decision, waits ? 'pending' : 'refuse');
    t.true(because.length > 0);
  });
}

test('no revocation information to be had: waits; any other path failure is refused', (t) => {
  const report = {
    ...REPORT,
    indication: 'INDETERMINATE',
    subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  } as const;
  const decide = (code: string) => intakeDecision({ ...report, reason: { code } }).decision;
  t.is(decide('revocation-unknown'), 'pending');
  t.is(decide('not-a-ca'), 'refuse');
  t.is(decide('constructor'), 'refuse');
});

test('INDETERMINATE without a sub-indication is refused', (t) => {
  t.is(intakeDecision({ ...REPORT, indication: 'INDETERMINATE' }).decision, 'refuse');
});

for (const [title, contradiction] of [
  ['not intact', { intact: false }],
  ['not cryptographically valid', { cryptographicallyValid: false }],
  ['covering nothing', { coverage: 'NONE' }],
] as const) {
  test(`whatever is said, a signature ${title} is neither accepted nor waits`, (t) => {
    t.is(intakeDecision({ ...REPORT, ...contradiction }).decision, 'refuse');
    const waiting = { ...REPORT, indication: 'INDETERMINATE', subIndication: 'TRY_LATER' } as const;
    t.is(intakeDecision(waiting).decision, 'pending');
    t.is(intakeDecision({ ...waiting, ...contradiction }).decision, 'refuse');
  });
}

test('whatever is said, a signature without a trusted path is not accepted', (t) => {
  t.is(intakeDecision({ ...REPORT, trusted: false }).decision, 'refuse');
});
