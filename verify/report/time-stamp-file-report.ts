import type { TimeStampFailure, TimeStampStatus } from '../../formats/tsp/time-stamp.ts';
import type {
  MainIndication,
  Reason,
  SignedContent,
  SubIndication,
  ValidationObject,
} from './report.ts';
import type { TimeStampReport } from './time-stamp-report.ts';

/** What the authority said as it gave the token, or gave none (RFC 3161 §2.4.2). Nobody signed it. */
export interface TimeStampResponseReport {
  readonly status: TimeStampStatus;
  readonly statusText: readonly string[];
  readonly failures: readonly TimeStampFailure[];
}

/**
 * The answer about a file that is a time-stamp by itself. It proves since when another file exists, and is nobody's
 * signature under it.
 */
export interface TimeStampFileReport {
  readonly file: string;
  readonly validationTime: string;
  readonly policy: string;
  /** Lower-case hex SHA-256 of the policy's file (verify/policy/policy-digest.ts). */
  readonly policyDigest: string;
  readonly indication: MainIndication;
  readonly subIndication?: SubIndication;
  readonly reason: Reason;
  /** The file that the token is over; absent: none was given, or it is another, or the token is not its authority's. */
  readonly stampedContent?: SignedContent;
  /** What the token is over, as it says itself: by its name or OID, and lower-case hex. */
  readonly imprint?: { readonly digestAlgorithm: string; readonly digest: string };
  /** Lower-case hex: what whoever asked for the token gave to know the answer by. */
  readonly nonce?: string;
  /** Absent: the token was kept without it. */
  readonly response?: TimeStampResponseReport;
  /** Absent: the authority gave none. */
  readonly timeStamp?: TimeStampReport;
  readonly validationObjects: readonly ValidationObject[];
}
