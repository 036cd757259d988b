import type { MainIndication, SignatureReport, SubIndication } from '../../verify/report/report.ts';
import type { ScanVerdict } from '../ports/malware-scanner.ts';

export type IntakeDecision = 'accept' | 'pending' | 'refuse';

export interface IntakeRow {
  readonly decision: IntakeDecision;
  readonly because: string;
  /** Reason codes of the report for which another row stands. */
  readonly unless?: Readonly<Record<string, IntakeRow>>;
}

/** A row for each sub-indication, and one for none at all: a new sub-indication does not compile without its row. */
export type IntakeColumn = Readonly<Record<SubIndication | 'NONE', IntakeRow>>;

/** What intake does; data, so that the whole of it can be read in one place. */
export interface IntakePolicy {
  /** EN 319 102-1 tables 5 and 6: main indication × sub-indication. */
  readonly signatures: Readonly<Record<MainIndication, IntakeColumn>>;
  /** What a scanner's verdict on any file makes of the version. */
  readonly scans: Readonly<Record<ScanVerdict['verdict'], 'pass' | 'pending' | 'quarantine'>>;
  /** Seconds from receipt to the first judging again: the grace period in which revocations become known. */
  readonly graceSeconds: number;
  /** Seconds from receipt to the first scan again, where the scanner alone did not answer. */
  readonly scanAgainSeconds: number;
  /** Seconds from receipt after which a version that is still undecided waits no longer. */
  readonly waitingSeconds: number;
}

const accept = (because: string): IntakeRow => ({ decision: 'accept', because });
const refuse = (because: string): IntakeRow => ({ decision: 'refuse', because });
const pending = (because: string): IntakeRow => ({ decision: 'pending', because });

const NO_POE = 'certificate not valid today, no proof that it was when signing';
/** The standard has no such pair: were it to come, the verifier would be at fault. */
const STRANGE = refuse('no outcome of EN 319 102-1');

/**
 * `pending` is only for what time or the network may still decide without the sender; whatever the sender can
 * mend is refused at once, so that the sender learns it within the term of para. 27.
 */
const INDETERMINATE: IntakeColumn = {
  NONE: refuse('undecided without a reason'),
  TRY_LATER: pending('fresher revocation information will decide, or the hold will end'),
  REVOCATION_OUT_OF_BOUNDS_NO_POE: pending(
    'revocation information under a current certificate will decide',
  ),
  // 63-FZ art. 11 (2): without proof of the moment of signing, validity on the day of checking counts.
  OUT_OF_BOUNDS_NO_POE: refuse(NO_POE),
  OUT_OF_BOUNDS_NOT_REVOKED: refuse(NO_POE),
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
  FORMAT_FAILURE: STRANGE,
  HASH_FAILURE: STRANGE,
  SIG_CRYPTO_FAILURE: STRANGE,
  REVOKED: STRANGE,
  EXPIRED: STRANGE,
  NOT_YET_VALID: STRANGE,
};

/** Nothing in TOTAL-FAILED is for time to mend. */
const TOTAL_FAILED: IntakeColumn = {
  ...columnOf(STRANGE),
  NONE: refuse('signature failed'),
  FORMAT_FAILURE: refuse('signature structure unusable'),
  HASH_FAILURE: refuse('document is not the one that was signed'),
  SIG_CRYPTO_FAILURE: refuse('signature value wrong'),
  REVOKED: refuse('certificate was revoked when signing'),
  EXPIRED: refuse('certificate had expired when signing'),
  NOT_YET_VALID: refuse('certificate was not valid yet when signing'),
};

const TOTAL_PASSED: IntakeColumn = { ...columnOf(STRANGE), NONE: accept('signature passed') };

/** The same row for each name that the table must have. */
function columnOf(row: IntakeRow): IntakeColumn {
  const names = Object.keys(INDETERMINATE) as (keyof IntakeColumn)[];
  return Object.fromEntries(names.map((name) => [name, row])) as IntakeColumn;
}

const HOUR = 60 * 60;

export const INTAKE_POLICY: IntakePolicy = {
  signatures: {
    'TOTAL-PASSED': TOTAL_PASSED,
    'TOTAL-FAILED': TOTAL_FAILED,
    INDETERMINATE,
  },
  scans: {
    clean: 'pass',
    infected: 'quarantine',
    'too-large': 'quarantine',
    unavailable: 'pending',
  },
  // Longer than fetched revocation information is remembered, and than the hours in which most CRLs are renewed.
  graceSeconds: HOUR,
  scanAgainSeconds: 60,
  // An outage of an authority, or a hold, that lasts longer will not end: the exporter shall know.
  waitingSeconds: 30 * 24 * HOUR,
};

/** The row of the table for one signature, held against the facts that the row takes for granted. */
export function intakeDecision(
  report: SignatureReport,
  { signatures }: Pick<IntakePolicy, 'signatures'> = INTAKE_POLICY,
): IntakeRow {
  const row = rowOf(signatures[report.indication][report.subIndication ?? 'NONE'], report);
  if (row.decision === 'refuse') return row;
  // Whatever is undecided about the certificate, the bytes must be those that were signed.
  if (!report.intact || !report.cryptographicallyValid || report.coverage === 'NONE') {
    return refuse('not shown that these bytes were signed');
  }
  if (row.decision === 'accept' && !report.trusted) return refuse('no trusted path');
  return row;
}

function rowOf(row: IntakeRow, { reason }: SignatureReport): IntakeRow {
  const { unless = {} } = row;
  return (Object.hasOwn(unless, reason.code) && unless[reason.code]) || row;
}
