// EN 319 102-1 §5.6.2.2: validation time sliding.
import type { Algorithms } from '../../../algorithms/registry.ts';
import { nameToText } from '../../../formats/x509/name.ts';
import type { CertificateFacts } from '../../path/certificate-facts.ts';
import { isRevoked, needsStatus, reported } from '../../path/judge-path.ts';
import type { PathResult } from '../../path/path-result.ts';
import { PathStatuses } from '../../path/path-statuses.ts';
import type { CheckedPath } from '../../path/validate-path.ts';
import type { ValidationRun } from '../../path/validation-run.ts';
import type { AlgorithmLimit } from '../../policy/policy.ts';
import type { CertificateReport } from '../../report/report.ts';
import type { CrlFacts } from '../../revocation/crl-facts.ts';
import {
  type CertificateStatus,
  NO_EVIDENCE,
  type RevocationObject,
  revocationObjects,
  type UsedEvidence,
  uniteEvidence,
} from '../../revocation/status.ts';
import { type Failure, failure } from '../block.ts';
import { algorithmFailure, signedUses } from '../certificate-algorithms.ts';
import type { Evidence } from '../evidence.ts';
import type { ProofsOfExistence } from './proofs-of-existence.ts';

export interface Sliding {
  readonly run: ValidationRun;
  readonly path: CheckedPath;
  /** Inside the validity of every certificate of the path: those who sign revocation data are judged then. */
  readonly signersAt: Date;
  readonly evidence: Evidence;
  readonly proofs: ProofsOfExistence;
  readonly algorithms: Algorithms;
  /** Of the algorithms under certificates; undefined: the policy lets them decide nothing. */
  readonly certificateLimits: readonly AlgorithmLimit[] | undefined;
  /** Of those under CRLs and OCSP responses. */
  readonly revocationLimits: readonly AlgorithmLimit[] | undefined;
  /** Seconds; absent: nextUpdate decides. */
  readonly freshness?: number;
  /** Whose status must be known; a known revocation always counts. */
  readonly requireRevocation: boolean | 'leaf';
}

export type Slid =
  | {
      readonly controlTime: Date;
      /** In the order of the path. */
      readonly revocation: readonly CertificateReport['revocation'][];
      /** In the order of the path: what each status stands on. */
      readonly told: readonly (readonly RevocationObject[])[];
      readonly used: UsedEvidence;
    }
  | { readonly failed: Failure };

/**
 * Moves the time of control from now into the past, from the anchor down, until the status and the algorithms of
 * every certificate are known to have been good by information that is proven to have existed then.
 */
export async function slideTime(sliding: Sliding): Promise<Slid> {
  const { path, proofs } = sliding;
  // Step 1: now, or the sunset date of the anchor.
  const { until } = path.anchor;
  let controlTime = until !== undefined && until < proofs.now ? until : proofs.now;
  const revocation = path.certificates.map((): CertificateReport['revocation'] => {
    return { status: 'not-needed' };
  });
  const told = path.certificates.map((): readonly RevocationObject[] => []);
  const used: UsedEvidence[] = [];
  for (let index = path.certificates.length - 2; index >= 0; index -= 1) {
    const facts = path.certificates[index];
    if (facts === undefined) continue;
    // Step 2 a: the certificate itself.
    if (proofs.timeOf(facts.certificate.der) > controlTime) return { failed: noProof(facts) };
    const status = await statusOf(sliding, controlTime, index);
    if (needsStatus(facts) || isRevoked(status)) {
      // Where the time moves to, what was not fresh is: there it tells that the certificate was good.
      revocation[index] = reported(
        status.status === 'not-fresh' ? { ...status, status: 'good' } : status,
      );
      if (status.status === 'unknown' || status.status === 'issuer-out-of-bounds') {
        const asked = status.status === 'issuer-out-of-bounds' || isRequired(sliding, index);
        if (asked) return { failed: noProof(facts) };
      } else {
        controlTime = slidBy(status, controlTime); // steps 2 b and c
        told[index] = revocationObjects(status.used);
        used.push(status.used);
        const weak = weakened(sliding, status.used.signed, controlTime, sliding.revocationLimits);
        if ('failed' in weak) return weak;
        controlTime = weak.controlTime;
      }
    }
    // Step 2 d.
    const key = path.keys[index + 1];
    const signed = key === undefined ? [] : [{ object: facts.certificate, key }];
    const weak = weakened(sliding, signed, controlTime, sliding.certificateLimits);
    if ('failed' in weak) return weak;
    controlTime = weak.controlTime;
  }
  return {
    controlTime,
    revocation,
    told,
    used: uniteEvidence(NO_EVIDENCE, ...used),
  };
}

/**
 * What issuers said later of keys of the path, of the time when the signature was there already (RFC 5280 §5.3.2): it
 * decides nothing, and whoever said it said it late, so that nothing need be proven.
 */
export async function doubtsAt(
  { run, path, evidence, freshness, signersAt, proofs }: Sliding,
  at: Date,
): Promise<PathResult['doubts']> {
  const statuses = new PathStatuses({
    run,
    crls: [...evidence.crls, ...(evidence.indexedCrls ?? [])].map((crl) => run.crlFacts(crl)),
    ocspResponses: evidence.ocspResponses,
    at,
    latestEvidence: proofs.now,
    freshness,
    strict: false,
    requireRevocation: true,
    anchor: path.anchor,
    signersAt,
  });
  const doubts: PathResult['doubts'][number][] = [];
  for (const [index, { certificate }] of path.certificates.slice(0, -1).entries()) {
    const status = await statuses.find(path, index);
    const doubt = 'source' in status ? status.doubt : undefined;
    if (doubt !== undefined) doubts.push({ ...doubt, certificate });
  }
  return doubts;
}

function isRequired({ requireRevocation }: Sliding, index: number): boolean {
  return requireRevocation === 'leaf' ? index === 0 : requireRevocation;
}

function noProof({ certificate }: CertificateFacts): Failure {
  const subject = nameToText(certificate.subject);
  return failure('NO_POE', 'revocation-not-proven', { certificate: subject });
}

/**
 * By what is proven at the control time, unless anything that is at hand tells that it was revoked by then: who keeps a
 * later list finds what an earlier one could not say.
 */
async function statusOf(sliding: Sliding, at: Date, index: number): Promise<CertificateStatus> {
  const status = await statusAt(sliding, at, index);
  const { now } = sliding.proofs;
  if (isRevoked(status) || at >= now) return status;
  const later = await statusAt(sliding, now, index);
  return isRevoked(later) && later.time <= at ? later : status;
}

/** Step 2 a: by information that was issued before, and that is proven to have existed, at the control time. */
function statusAt(sliding: Sliding, at: Date, index: number): Promise<CertificateStatus> {
  const { run, path, evidence, freshness, signersAt, requireRevocation } = sliding;
  return new PathStatuses({
    run,
    crls: crlsProvenBy(sliding, at),
    ocspResponses: evidence.ocspResponses.filter(({ der }) => sliding.proofs.timeOf(der) <= at),
    at,
    latestEvidence: at,
    freshness,
    strict: false,
    requireRevocation,
    anchor: path.anchor,
    signersAt,
  }).find(path, index);
}

function crlsProvenBy({ run, evidence, proofs }: Sliding, at: Date): readonly CrlFacts[] {
  return [...evidence.crls, ...(evidence.indexedCrls ?? [])]
    .filter((crl) => {
      // A list that is not in memory came from outside, and is proven by nothing inside.
      const existed = 'index' in crl ? proofs.now : proofs.timeOf(crl.der);
      return crl.thisUpdate < at && existed <= at;
    })
    .map((crl) => run.crlFacts(crl));
}

function slidBy(
  status: Exclude<CertificateStatus, { status: 'unknown' | 'issuer-out-of-bounds' }>,
  controlTime: Date,
): Date {
  switch (status.status) {
    case 'revoked':
    case 'on-hold':
      return new Date(status.time.getTime() - 1); // step 2 b: at that moment it is revoked already
    case 'not-fresh':
      // Step 2 c, to the end of its freshness: see how-far-time-slides.md.
      return earlier(controlTime, status.freshUntil ?? status.thisUpdate);
    case 'good':
      return controlTime;
  }
}

/** Step 2 d: back to when every algorithm under the objects was still acceptable. */
function weakened(
  { algorithms }: Sliding,
  signed: Parameters<typeof signedUses>[0],
  from: Date,
  limits: readonly AlgorithmLimit[] | undefined,
): { readonly controlTime: Date } | { readonly failed: Failure } {
  if (limits === undefined) return { controlTime: from };
  let controlTime = from;
  for (const use of signedUses(signed, algorithms)) {
    const failed = algorithmFailure([use], controlTime, limits);
    if (failed === undefined) continue;
    const { until } = failed.reason.facts ?? {};
    if (typeof until !== 'string') return { failed };
    // The end is exclusive: a millisecond before it the algorithm still was acceptable.
    controlTime = earlier(controlTime, new Date(Date.parse(`${until}T00:00:00Z`) - 1));
  }
  return { controlTime };
}

function earlier(a: Date, b: Date): Date {
  return b < a ? b : a;
}
