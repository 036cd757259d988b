// RFC 3161: the facts of requests, responses and tokens, as read. Nothing here is verified or trusted.
import type { AlgorithmIdentifier, Extension } from '../x509/certificate.ts';
import type { GeneralName } from '../x509/general-name.ts';

/** RFC 3161 §2.4.1: what the time-stamp is over. */
export interface MessageImprint {
  readonly algorithm: AlgorithmIdentifier;
  readonly digest: Uint8Array;
}

/** RFC 3161 §2.4.1 TimeStampReq */
export interface TimeStampRequest {
  readonly messageImprint: MessageImprint;
  /** OID of the TSA policy asked for. */
  readonly policy?: string;
  /** Content octets of the INTEGER. */
  readonly nonce?: Uint8Array;
  /** The TSA's certificate is wanted inside the token. */
  readonly certificate: boolean;
  readonly extensions: readonly Extension[];
}

/** RFC 3161 §2.4.2: how far genTime may be from UTC, either way. */
export interface Accuracy {
  readonly seconds: number;
  readonly milliseconds: number;
  readonly microseconds: number;
}

/** RFC 3161 §2.4.2 TSTInfo: what the TSA signed. */
export interface TstInfo {
  /** OID of the TSA policy under which the token was made. */
  readonly policy: string;
  readonly messageImprint: MessageImprint;
  /** Content octets of the INTEGER. */
  readonly serialNumber: Uint8Array;
  /** Digits past milliseconds are cut. */
  readonly genTime: Date;
  /** Absent: not told, which is not the same as exact. */
  readonly accuracy?: Accuracy;
  /** Every two tokens of this TSA can be ordered by genTime alone. */
  readonly ordering: boolean;
  /** Content octets of the INTEGER. */
  readonly nonce?: Uint8Array;
  /** A hint at the name of the TSA. */
  readonly tsa?: GeneralName;
  readonly extensions: readonly Extension[];
}

/** RFC 3161 §2.4.2 PKIFailureInfo, by bit. */
export const FAILURES = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  addInfoNotAvailable: 17,
  systemFailure: 25,
} as const;
export type TimeStampFailure = keyof typeof FAILURES;

/** RFC 3161 §2.4.2 PKIStatus, by number. */
export const STATUSES = [
  'granted',
  'grantedWithMods',
  'rejection',
  'waiting',
  'revocationWarning',
  'revocationNotification',
] as const;
export type TimeStampStatus = (typeof STATUSES)[number];

/** RFC 3161 §2.4.2 TimeStampResp */
export interface TimeStampResponse {
  readonly status: TimeStampStatus;
  readonly statusText: readonly string[];
  readonly failures: readonly TimeStampFailure[];
  /** ContentInfo of the token, DER or BER; present exactly when the status is one of the granted. */
  readonly token?: Uint8Array;
}
