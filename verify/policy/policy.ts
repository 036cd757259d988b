import type { Levels } from './checks/checks.ts';

/** An algorithm (by name, with the smallest key that the row covers) and when it stops being acceptable. */
export interface AlgorithmLimit {
  /** Digest or signature scheme name as in the providers: `sha256`, `rsa`, `rsa-pss`, `ecdsa`. */
  readonly algorithm: string;
  /** Bits; absent for digests. */
  readonly minimumBits?: number;
  /** ISO date, exclusive; absent: no end known. */
  readonly until?: string;
}

/** A validation policy is data: named, dated, printable. */
export interface Policy {
  readonly name: string;
  readonly levels: Levels;
  readonly algorithms: readonly AlgorithmLimit[];
  /** Seconds; absent: the interval thisUpdate–nextUpdate of the information itself decides. */
  readonly revocationFreshness?: number;
  /** Whether an unknown status decides against a path: of every certificate (absent), the signer's, or none. */
  readonly requireRevocation?: boolean | 'leaf';
  /** Seconds from the claimed signing time to the first time-stamp at most; absent: no limit. */
  readonly timeStampDelay?: number;
  /** XML signatures: how many references, and transforms of each, are worked through; absent: 30 and 5. */
  readonly xml?: { readonly references: number; readonly transforms: number };
}
