import type { Algorithms } from '../../algorithms/registry.ts';
import type { ByteSource } from '../../formats/byte-source.ts';
import type { SegmentRun } from '../../formats/cms/segmented-source.ts';
import type { KnownAuthorities } from '../path/known-authorities.ts';
import type { Work } from '../path/work.ts';
import type { Policy } from '../policy/policy.ts';
import type { TrustAnchor, TrustPurpose } from '../trust/trust.ts';
import type { Evidence } from './evidence.ts';

export interface NamedSource {
  readonly name: string;
  readonly source: ByteSource;
  /**
   * Digests of the whole source that the caller computed itself from these very bytes, by digest OID; the
   * verifier reads the source only for digests that are not here.
   */
  readonly digests?: ReadonlyMap<string, Uint8Array>;
  /** Absent: the source is all of the file that has this name. */
  readonly place?: Place;
}

/** Where octets come from that are not a file by themselves. */
export interface Place {
  readonly file: string;
  /** Absent: the octets are computed from the file, as a canonical form is, and are no part of it. */
  readonly runs?: readonly SegmentRun[];
}

/** Proof that the signature existed at `time`, already verified by the caller. */
export interface ProofOfExistence {
  readonly time: Date;
  readonly source: 'receipt' | 'time-stamp';
}

/** The text of a signature policy, from whoever verifies (EN 319 102-1 §5.2.4). */
export interface SignaturePolicyDocument {
  readonly name: string;
  readonly octets: Uint8Array;
  /** OID of the policy whose text it is; absent: of whichever the signer named. */
  readonly id?: string;
}

export interface ValidationInput {
  readonly signature: NamedSource;
  /** Detached content; absent for attached signatures. */
  readonly content?: NamedSource;
  readonly trust: readonly TrustAnchor[];
  /** Defaults to `signature`. */
  readonly purpose?: TrustPurpose;
  readonly evidence: Evidence;
  /**
   * Since when `evidence` is proven to exist, verified by the caller. Its algorithms are judged as of then;
   * absent: as of `time`.
   */
  readonly evidenceProvenAt?: Date;
  readonly policy: Policy;
  /** Absent: none. */
  readonly signaturePolicies?: readonly SignaturePolicyDocument[] | undefined;
  readonly time: Date;
  readonly algorithms: Algorithms;
  readonly proofOfExistence?: ProofOfExistence;
  /** What the package that the file lies in may still cost. */
  readonly work?: Work;
  /** Signatures of certificates, CRLs and OCSP responses that held in files before; absent: as `work` knows, or none. */
  readonly known?: KnownAuthorities | undefined;
}
