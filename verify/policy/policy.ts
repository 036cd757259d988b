import type { Levels } from './checks/checks.ts';

/** An algorithm (by name, with the smallest key that the row covers) and when it stops being acceptable. */
export interface AlgorithmLimit {
  /** Digest or signature scheme, as the providers name it: `sha256`, `rsa-pkcs1`, `rsa-pss`, `ecdsa`. */
  readonly algorithm: string;
  /** Bits; absent for digests. */
  readonly minimumBits?: number;
  /** ISO date, exclusive; absent: no end known. */
  readonly until?: string;
}

export const SIGNATURE_FORMATS = ['CAdES', 'CMS', 'XMLDSig'] as const;
export type SignatureFormat = (typeof SIGNATURE_FORMATS)[number];

/** RFC 5280 §6.1.1 (c)-(g), and the profile of §4. */
export interface PathConstraints {
  /** user-initial-policy-set as OIDs; absent: any-policy. */
  readonly policies?: readonly string[] | undefined;
  readonly explicitPolicy?: boolean | undefined;
  readonly inhibitMapping?: boolean | undefined;
  readonly inhibitAny?: boolean | undefined;
  /** Intermediate certificates that are not self-issued, at most; absent: as many as there are. */
  readonly maximumLength?: number | undefined;
  /** Whether what RFC 5280 §4 demands of issuers is asked too. */
  readonly strict?: boolean | undefined;
}

/** How many references of an XML signature are worked through (as in the JDK's secure validation). */
export interface ReferenceLimits {
  readonly references: number;
  /** Of one reference. */
  readonly transforms: number;
}

export const REFERENCE_LIMITS: ReferenceLimits = { references: 30, transforms: 5 };

/** A validation policy is data: named, dated, printable. */
export interface Policy {
  /** Name and version, as reports tell them: `okno-default/1`. */
  readonly name: string;
  /** Lower-case hex SHA-256 of the file that it was read from; absent: of what `policyText` writes. */
  readonly digest?: string;
  readonly levels: Levels;
  readonly algorithms: readonly AlgorithmLimit[];
  /** Formats of signatures that are accepted; absent: every one that is understood. */
  readonly formats?: readonly SignatureFormat[];
  /**
   * Names of signed attributes without which a signature is not accepted; content-type is asked of no
   * counter-signature, which must not have it (RFC 5652 §11.4).
   */
  readonly requiredAttributes?: readonly string[];
  /** OIDs of the signature policies that a signer may name; absent: any. */
  readonly signaturePolicies?: readonly string[] | undefined;
  /** What is asked of the path of a signer’s certificate beside RFC 5280 §6.1; absent: nothing. */
  readonly certificatePath?: PathConstraints;
  /** Seconds; absent: the interval thisUpdate–nextUpdate of the information itself decides. */
  readonly revocationFreshness?: number | undefined;
  /** Whether an unknown status decides against a path: of every certificate (absent), the signer's, or none. */
  readonly requireRevocation?: boolean | 'leaf';
  /** Seconds from the claimed signing time to the first time-stamp at most; absent: no limit. */
  readonly timeStampDelay?: number | undefined;
  /** Absent: REFERENCE_LIMITS. */
  readonly xml?: ReferenceLimits | undefined;
}
