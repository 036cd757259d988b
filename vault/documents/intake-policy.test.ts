import test from 'ava';
import type { MainIndication, SignatureReport, SubIndication } from '../../verify/report/report.ts';
import { INTAKE_POLICY, type IntakeDecision, intakeDecision } from './intake-policy.ts';
import { NotStricter, namesThatWait, type Stricter, stricterPolicy } from './stricter-policy.ts';

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

/** Every outcome once more, as read out of tables 5 and 6 of EN 319 102-1; all that is not here is refused. */
const NOT_REFUSED: Readonly<Record<string, IntakeDecision>> = {
  'TOTAL-PASSED NONE': 'accept',
  'INDETERMINATE TRY_LATER': 'pending',
  'INDETERMINATE REVOCATION_OUT_OF_BOUNDS_NO_POE': 'pending',
};

const indications = Object.keys(INTAKE_POLICY.signatures) as MainIndication[];
const subIndications = Object.keys(INTAKE_POLICY.signatures.INDETERMINATE) as (
  | SubIndication
  | 'NONE'
)[];

test('the table has every main indication with every sub-indication of the report', (t) => {
  t.is(indications.length, 3);
  t.is(subIndications.length, 26);
  for (const indication of indications) {
    const names = Object.keys(INTAKE_POLICY.signatures[indication]);
    t.deepEqual(names.sort(), [...subIndications].sort(), indication);
  }
});

for (const indication of indications) {
  for (const sub of subIndications) {
    const expected = NOT_REFUSED[`${indication} ${sub}`] ?? 'refuse';
    test(`EN 319 102-1: ${indication} ${sub}: ${expected}`, (t) => {
      const subIndication = sub === 'NONE' ? {} : { subIndication: sub };
      const { decision, because } = intakeDecision({ ...REPORT, indication, ...subIndication });
      t.is(decision, expected);
      t.true(because.length > 0);
    });
  }
}

const PATH_FAILURE = {
  ...REPORT,
  indication: 'INDETERMINATE',
  subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
} as const;
const WAITING = { ...REPORT, indication: 'INDETERMINATE', subIndication: 'TRY_LATER' } as const;

test('no revocation information to be had: waits; any other path failure is refused', (t) => {
  const decide = (code: string) => intakeDecision({ ...PATH_FAILURE, reason: { code } }).decision;
  t.is(decide('revocation-unknown'), 'pending');
  t.is(decide('not-a-ca'), 'refuse');
  t.is(decide('constructor'), 'refuse');
});

for (const [title, contradiction] of [
  ['not intact', { intact: false }],
  ['not cryptographically valid', { cryptographicallyValid: false }],
  ['covering nothing', { coverage: 'NONE' }],
] as const) {
  test(`whatever is said, a signature ${title} is neither accepted nor waits`, (t) => {
    t.is(intakeDecision({ ...REPORT, ...contradiction }).decision, 'refuse');
    t.is(intakeDecision(WAITING).decision, 'pending');
    t.is(intakeDecision({ ...WAITING, ...contradiction }).decision, 'refuse');
  });
}

test('whatever is said, a signature without a trusted path is not accepted', (t) => {
  t.is(intakeDecision({ ...REPORT, trusted: false }).decision, 'refuse');
});

test('the operator may refuse what the policy lets wait, and the rest stays', (t) => {
  const policy = stricterPolicy({ refuse: ['TRY_LATER', 'revocation-unknown'] });
  t.is(intakeDecision(WAITING, policy).decision, 'refuse');
  const unknown = { ...PATH_FAILURE, reason: { code: 'revocation-unknown' } };
  t.is(intakeDecision(unknown, policy).decision, 'refuse');
  const other = { ...WAITING, subIndication: 'REVOCATION_OUT_OF_BOUNDS_NO_POE' } as const;
  t.is(intakeDecision(other, policy).decision, 'pending');
  t.is(intakeDecision(REPORT, policy).decision, 'accept');
  t.deepEqual(namesThatWait(policy), ['REVOCATION_OUT_OF_BOUNDS_NO_POE']);
  t.deepEqual(stricterPolicy({}), INTAKE_POLICY);
});

test('a longer grace and an earlier end of waiting are taken', (t) => {
  const wishes = { graceSeconds: 7200, waitingSeconds: 86_400 };
  t.like(stricterPolicy(wishes), wishes);
});

const looser: Readonly<Record<string, Stricter>> = {
  'a shorter grace': { graceSeconds: INTAKE_POLICY.graceSeconds - 1 },
  'a longer waiting': { waitingSeconds: INTAKE_POLICY.waitingSeconds + 1 },
  'waiting that ends before the grace period': { graceSeconds: 7200, waitingSeconds: 3600 },
  'a name that is refused anyhow': { refuse: ['REVOKED_NO_POE'] },
  'no name of the table': { refuse: ['constructor'] },
};
for (const [what, wishes] of Object.entries(looser)) {
  test(`what would loosen the policy, or do nothing, is refused: ${what}`, (t) => {
    t.throws(() => stricterPolicy(wishes), { instanceOf: NotStricter });
  });
}
