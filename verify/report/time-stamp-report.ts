import type {
  AlgorithmReport,
  CertificateReport,
  CheckResult,
  MainIndication,
  Reason,
  SignerReport,
  SubIndication,
} from './report.ts';

/** What a time-stamp is over. */
export type TimeStampKind =
  /** By itself, over a file. */
  | 'file-time-stamp'
  | 'content-time-stamp'
  | 'signature-time-stamp'
  /** CAdES-C-time-stamp: the signature, its time-stamps and the references to validation data. */
  | 'signature-and-references-time-stamp'
  /** The references to validation data alone. */
  | 'references-time-stamp'
  | 'archive-time-stamp'
  | 'checkpoint-time-stamp';

/** One RFC 3161 token, judged as a signature in its own right (EN 319 102-1 §5.4). */
export interface TimeStampReport {
  readonly kind: TimeStampKind;
  /** Lower-case hex SHA-256 of the token. */
  readonly sha256?: string;
  readonly indication: MainIndication;
  readonly subIndication?: SubIndication;
  readonly reason: Reason;
  /** ISO 8601 UTC. What the TSA says; proof only when the token is TOTAL-PASSED. */
  readonly genTime?: string;
  /** Seconds either way; absent when the TSA does not tell. */
  readonly accuracy?: number;
  /** OID of the TSA's policy. */
  readonly policy?: string;
  /** Lower-case hex. */
  readonly serialNumber?: string;
  readonly digestAlgorithm?: string;
  /** Of the imprint and of the token’s own signature, each once; absent: unreadable, or stored before they were told. */
  readonly algorithms?: readonly AlgorithmReport[];
  /** The imprint is of what it must be of. */
  readonly intact: boolean;
  readonly cryptographicallyValid: boolean;
  readonly trusted: boolean;
  readonly signer?: SignerReport;
  readonly certificates: readonly CertificateReport[];
  readonly warnings: readonly Reason[];
  readonly checks: readonly CheckResult[];
}
