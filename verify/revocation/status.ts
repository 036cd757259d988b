import type { OcspResponse } from '../../formats/ocsp/ocsp-response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Crl } from '../../formats/x509/crl.ts';
import type { CertificateFacts } from '../path/certificate-facts.ts';
import type { CheckedPath } from '../path/validate-path.ts';
import type { ValidationRun } from '../path/validation-run.ts';
import type { WorkingKey } from '../path/working-key.ts';
import type { CrlFacts } from './crl-facts.ts';
import type { IndexedCrl } from './crl-index.ts';
import type { RevocationGap } from './gaps.ts';

/** What a decision stood on: to be stored, so that it can be taken again. */
export interface UsedEvidence {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocspResponses: readonly OcspResponse[];
  /** Whose key verified each CRL and OCSP response, and the certificates of those who signed them. */
  readonly signed: readonly SignedEvidence[];
}

export type RevocationObject = Crl | IndexedCrl | OcspResponse;

export interface SignedEvidence {
  readonly object: RevocationObject | Certificate;
  readonly key: WorkingKey;
}

export type CertificateStatus =
  | {
      readonly status: 'good' | 'not-fresh';
      readonly source: 'crl' | 'ocsp';
      readonly thisUpdate: Date;
      /** The last moment at which the information is fresh; absent: nothing tells it. */
      readonly freshUntil?: Date | undefined;
      readonly used: UsedEvidence;
      readonly doubt?: Doubt | undefined;
    }
  | {
      readonly status: 'revoked' | 'on-hold';
      readonly time: Date;
      readonly reason?: string;
      readonly thisUpdate: Date;
      readonly used: UsedEvidence;
    }
  | { readonly status: 'issuer-out-of-bounds'; readonly used: UsedEvidence }
  | { readonly status: 'unknown'; readonly gap: RevocationGap };

/**
 * Revoked after the time asked, and by the issuer's word invalid at it (RFC 5280 §5.3.2). The revocation date
 * decides (EN 319 102-1 §5.2.6.4); the word is told to people.
 */
export interface Doubt {
  readonly invaliditySince: Date;
  readonly revoked: Date;
}

export function doubtAt(
  at: Date,
  revoked: Date,
  invaliditySince: Date | undefined,
): Doubt | undefined {
  const early = invaliditySince !== undefined && invaliditySince <= at && revoked > at;
  return early ? { invaliditySince, revoked } : undefined;
}

/** One certificate of a checked path (0 is the leaf) whose status is asked. */
export interface StatusQuestion {
  readonly path: CheckedPath;
  readonly index: number;
  readonly target: CertificateFacts;
  readonly issuer: CertificateFacts;
  readonly issuerKey: WorkingKey;
  /**
   * The lowest certificate of the path that may sign a CRL for the one asked: that one itself where it is
   * an authority or a CRL issuer (whose CRL may list its own certificate), never a signer of documents.
   */
  readonly lowestSigner: number;
}

/** Whether somebody else than the certificate's own issuer may sign revocation information. */
export type SignerVerdict =
  | {
      readonly trusted: true;
      readonly key: WorkingKey;
      /** Outside its validity at the time of judgement. */
      readonly outOfBounds: boolean;
      readonly used: UsedEvidence;
    }
  | { readonly trusted: false; readonly gap: RevocationGap };

export interface RevocationContext {
  readonly run: ValidationRun;
  readonly crls: readonly CrlFacts[];
  readonly ocspResponses: readonly OcspResponse[];
  /** The time at which the status is asked. */
  readonly at: Date;
  /** Evidence issued after this time is not believed. */
  readonly latestEvidence: Date;
  /** Seconds; EN 319 102-1 §5.2.5. */
  readonly freshness?: number | undefined;
  /** Whether CRLs must keep the profile of RFC 5280 §5.2 too. */
  readonly strict: boolean;
  /** Builds and validates the signer's path to the anchor of the question (RFC 5280 §6.3.3 (f)). */
  authorize(signer: CertificateFacts, question: StatusQuestion): Promise<SignerVerdict>;
  /** The same for an OCSP responder that the question's issuer itself certified. */
  authorizeResponder(signer: CertificateFacts, question: StatusQuestion): Promise<SignerVerdict>;
}

/** The CRLs and OCSP responses that were used, those for the status of their own signers too. */
export function revocationObjects({ signed }: UsedEvidence): readonly RevocationObject[] {
  const objects: RevocationObject[] = [];
  for (const { object } of signed) if (!('subject' in object)) objects.push(object);
  return distinct([objects]);
}

export function uniteEvidence(...parts: readonly UsedEvidence[]): UsedEvidence {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return {
    certificates: distinct(parts.map((part) => part.certificates)),
    crls: distinct(parts.map((part) => part.crls)),
    ocspResponses: distinct(parts.map((part) => part.ocspResponses)),
    signed: distinct(parts.map((part) => part.signed)),
  };
}

/** Most hold a few: a set costs more than to look through those. */
const FEW = 16;

function distinct<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const all: T[] = [];
  for (const list of lists) for (const item of list) all.push(item);
  if (all.length > FEW) return [...new Set(all)];
  return all.filter((item, at) => all.indexOf(item) === at);
}

export const NO_EVIDENCE: UsedEvidence = {
  certificates: [],
  crls: [],
  ocspResponses: [],
  signed: [],
};

/** RFC 5280 §5.3.1 */
const REASONS: ReadonlyMap<number, string> = new Map([
  [0, 'unspecified'],
  [1, 'keyCompromise'],
  [2, 'cACompromise'],
  [3, 'affiliationChanged'],
  [4, 'superseded'],
  [5, 'cessationOfOperation'],
  [6, 'certificateHold'],
  [8, 'removeFromCRL'],
  [9, 'privilegeWithdrawn'],
  [10, 'aACompromise'],
]);

export const REASON_HOLD = 6;
export const REASON_REMOVE_FROM_CRL = 8;

export function reasonText(code: number): string {
  return REASONS.get(code) ?? `reason ${code}`;
}
