import type { Algorithms } from '../../algorithms/registry.ts';
import type { KnownAuthorities } from '../../verify/path/known-authorities.ts';
import type { Policy } from '../../verify/policy/policy.ts';
import type { EvidenceSource } from '../../verify/process/evidence.ts';
import type { SignaturePolicyDocument } from '../../verify/process/validation-input.ts';
import type { TrustAnchor } from '../../verify/trust/trust.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Clock } from '../ports/clock.ts';
import type { MalwareScanner } from '../ports/malware-scanner.ts';
import type { Metadata } from '../ports/metadata.ts';
import type { IntakePolicy } from './intake-policy.ts';

/** What a signature is judged by: all of it comes from outside the request. */
export interface Judging {
  readonly algorithms: Algorithms;
  readonly policy: Policy;
  /** Documents of signature policies that signers name; absent: none. */
  readonly signaturePolicies?: readonly SignaturePolicyDocument[] | undefined;
  /** As trusted now; read anew for every intake, so that a withdrawn anchor counts at once. */
  readonly trust: () => readonly TrustAnchor[];
  readonly evidence: EvidenceSource;
  /** What signatures before have taught; absent: each is judged by itself. */
  readonly known?: KnownAuthorities;
  /** What is done with each outcome. */
  readonly intake: IntakePolicy;
}

export interface IntakePorts {
  readonly metadata: Metadata;
  readonly blobs: Blobs;
  readonly clock: Clock;
  /** Unique and unguessable, e.g. a random UUID. */
  readonly newId: () => string;
  readonly sequencer: Sequencing;
  readonly judging: Judging;
  /** Absent: none is set, and nothing is said about malware. */
  readonly scanner?: MalwareScanner;
  readonly limits: IntakeLimits;
}

/** Resolves when the entries are durable under a signed head, and their receipts exist. */
export interface Sequencing {
  sequenced(entryIds: readonly string[]): Promise<void>;
}

export interface IntakeLimits {
  readonly documentOctets: number;
  readonly signatureOctets: number;
  readonly signatures: number;
}

export const INTAKE_LIMITS: IntakeLimits = {
  documentOctets: 4 * 1024 ** 3,
  // A detached CAdES-A with its archive time-stamps and a large CRL inside stays far below.
  signatureOctets: 16 * 1024 ** 2,
  signatures: 16,
};
