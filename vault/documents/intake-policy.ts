import type { MainIndication, SignatureReport, SubIndication } from '../../verify/report/report.ts';

export type IntakeDecision = 'accept' | 'pending' | 'refuse';

interface IntakeRow {
  readonly decision: IntakeDecision;
  readonly because: string;
  /** Reason codes of the report for which another row stands. */
  readonly unless?: Readonly<Record<string, IntakeRow>>;
}

/** Seconds after which a pending version is judged again. */
export const JUDGE_AGAIN_AFTER = 60 * 60;

const refuse = (because: string): IntakeRow => ({ decision: 'refuse', because });
const pending = (because: string): IntakeRow => ({ decision: 'pending', because });

/**
 * What intake does with a signature that is INDETERMINATE (EN 319 102-1 table 6). `pending` is only for
 * what time or the network may still decide without the sender; whatever the sender can mend is refused at
 * once, so that the sender learns it within the term of para. 27.
 */
export const INDETERMINATE_ROWS = {
  TRY_LATER: pending('fresher revocation information will decide, or the hold will end'),
  REVOCATION_OUT_OF_BOUNDS_NO_POE: pending(
    'revocation information under a current certificate will decide',
  ),
  // 63-FZ art. 11 (2): without proof of the moment of signing, validity on the day of checking counts.
  OUT_OF_BOUNDS_NO_POE: refuse('certificate not valid today, no proof that it was when signing'),
  OUT_OF_BOUNDS_NOT_REVOKED: refuse(
    'certificate not valid today, no proof that it was when signing',
  ),
  REVOKED_NO_POE: refuse('certificate revoked, no proof that the signature is older'),
  REVOKED_CA_NO_POE: refuse('certificate authority revoked, no proof that the signature is older'),
  CRYPTO_CONSTRAINTS_FAILURE: refuse('algorithm no longer acceptable'),
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: refuse('algorithm no longer acceptable'),
  NO_SIGNING_CERTIFICATE_FOUND: refuse('signing certificate missing or not the one referred to'),
  NO_CERTIFICATE_CHAIN_FOUND: refuse('no path to a trusted certificate authority'),
  NO_CERTIFICATE_CHAIN_FOUND_NO_POE: refuse('only paths to an authority no longer trusted'),
  // «No acceptable revocation information» has no sub-indication of its own: the reason tells it apart.
  CERTIFICATE_CHAIN_GENERAL_FAILURE: {
    ...refuse('certificate path not valid'),
    unless: { 'revocation-unknown': pending('revocation information could not be had') },
  },
  CHAIN_CONSTRAINTS_FAILURE: refuse('certificate not meant for signing'),
  SIG_CONSTRAINTS_FAILURE: refuse('signature attributes break the policy'),
  SIGNATURE_POLICY_NOT_AVAILABLE: refuse('signed under a policy that is not known here'),
  POLICY_PROCESSING_ERROR: refuse('signed under a policy that cannot be applied'),
  TIMESTAMP_ORDER_FAILURE: refuse('time-stamps contradict each other'),
  NO_POE: refuse('no proof of existence before the control time'),
  SIGNED_DATA_NOT_FOUND: refuse('signed document not given'),
  // Sub-indications of TOTAL-FAILED; under INDETERMINATE they would be a fault of the verifier.
  FORMAT_FAILURE: refuse('signature structure unusable'),
  HASH_FAILURE: refuse('document is not the one that was signed'),
  SIG_CRYPTO_FAILURE: refuse('signature value wrong'),
  REVOKED: refuse('certificate was revoked when signing'),
  EXPIRED: refuse('certificate had expired when signing'),
  NOT_YET_VALID: refuse('certificate was not valid yet when signing'),
} satisfies Record<SubIndication, IntakeRow>;

const ROWS: Record<MainIndication, (report: SignatureReport) => IntakeRow> = {
  'TOTAL-PASSED': () => ({ decision: 'accept', because: 'signature passed' }),
  'TOTAL-FAILED': () => refuse('signature failed'),
  INDETERMINATE: ({ subIndication, reason }) => {
    if (subIndication === undefined) return refuse('undecided without a reason');
    const row: IntakeRow = INDETERMINATE_ROWS[subIndication];
    const { unless = {} } = row;
    return (Object.hasOwn(unless, reason.code) && unless[reason.code]) || row;
  },
};

/** The row of the table for one signature, held against the facts that the row takes for granted. */
export function intakeDecision(report: SignatureReport): IntakeRow {
  const row = ROWS[report.indication](report);
  if (row.decision === 'refuse') return row;
  // Whatever is undecided about the certificate, the bytes must be those that were signed.
  if (!report.intact || !report.cryptographicallyValid || report.coverage === 'NONE') {
    return refuse('not shown that these bytes were signed');
  }
  if (row.decision === 'accept' && !report.trusted) return refuse('no trusted path');
  return row;
}
