import { OID } from '../../formats/asn1/oids.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { nameToText } from '../../formats/x509/name.ts';
import type { CertificateReport } from '../report/report.ts';
import {
  type CertificateStatus,
  NO_EVIDENCE,
  revocationObjects,
  type UsedEvidence,
  uniteEvidence,
} from '../revocation/status.ts';
import { anchorReason } from '../trust/anchor-reason.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import type { CandidatePath } from './build-path.ts';
import { type CertificateFacts, hasExtension } from './certificate-facts.ts';
import type { CertificateValidation, PathResult } from './path-result.ts';
import type { PathStatuses } from './path-statuses.ts';
import { purposeReason } from './purposes.ts';
import type { PathReason } from './reasons.ts';
import { profileReason } from './strict-profile.ts';
import { type CheckedPath, directlyTrusted, validatePath } from './validate-path.ts';
import type { ValidationRun } from './validation-run.ts';
import { periodReason } from './validity-period.ts';

type Revocation = CertificateReport['revocation'];

/** What judging one candidate path gave. */
export interface Judgement {
  readonly reason: PathReason;
  /** Leaf first, with the anchor's certificate. */
  readonly path: readonly Certificate[];
  readonly anchor?: TrustAnchor;
  /** The leaf's own status or period decided, not a certificate above it. */
  readonly leaf: boolean;
  readonly leafUnrevoked: boolean;
  readonly revocation: readonly Revocation[];
  readonly told: PathResult['told'];
  readonly revocationTime?: Date;
  readonly used: UsedEvidence;
  readonly doubts: PathResult['doubts'];
  /** Present exactly when the path holds. */
  readonly checked?: CheckedPath;
}

/** EN 319 102-1 §5.2.6 steps c and d for one candidate path. */
export async function judgePath(
  run: ValidationRun,
  candidate: CandidatePath,
  input: CertificateValidation,
  statuses: PathStatuses,
): Promise<Judgement> {
  const path = [...candidate.certificates, run.facts(candidate.anchor.certificate)];
  const begun = beginning(path, candidate.anchor);
  const untrusted = anchorReason(candidate.anchor, input);
  if (untrusted !== undefined) return { ...begun, reason: untrusted };
  const checked = await check(run, candidate, input);
  if ('reason' in checked) return { ...begun, ...checked };
  const leaf = path[0];
  if (leaf === undefined) return { ...begun, reason: { code: 'no-issuer-found' } };
  const constraint =
    (input.strict === true ? profileReason(path, input.at) : undefined) ??
    purposeReason(path, input);
  if (constraint !== undefined) return { ...begun, reason: constraint, leaf: true };
  return judgeStatuses(checked, begun, input, statuses);
}

function beginning(path: readonly CertificateFacts[], anchor: TrustAnchor): Judgement {
  const begun = fallen(
    path.map((facts) => facts.certificate),
    { code: 'path-valid' },
  );
  const revocation = begun.revocation.with(-1, { status: 'not-needed' });
  return { ...begun, anchor, revocation };
}

/** A path of which nothing more was asked. */
export function fallen(path: readonly Certificate[], reason: PathReason): Judgement {
  return {
    reason,
    path,
    leaf: false,
    leafUnrevoked: false,
    revocation: path.map(() => ({ status: 'unknown' })),
    told: path.map(() => []),
    used: { ...NO_EVIDENCE, certificates: path },
    doubts: [],
  };
}

async function check(
  run: ValidationRun,
  candidate: CandidatePath,
  input: CertificateValidation,
): Promise<CheckedPath | { reason: PathReason; leaf: boolean }> {
  if (candidate.certificates.length === 0) {
    const facts = run.facts(candidate.anchor.certificate);
    const period =
      input.leafValidity === 'check' ? periodReason(facts.certificate, input.at) : undefined;
    const reason = facts.fault ?? period;
    return reason === undefined ? directlyTrusted(run, candidate.anchor) : { reason, leaf: true };
  }
  const verdict = await validatePath(run, candidate, input);
  if (verdict.valid) return verdict.path;
  const certificate = nameToText(verdict.certificate.subject);
  const reason = { code: verdict.reason.code, facts: { ...verdict.reason.facts, certificate } };
  return { reason, leaf: verdict.certificate === candidate.certificates[0]?.certificate };
}

/** The revocation checks from the anchor down, then the leaf's period. */
async function judgeStatuses(
  checked: CheckedPath,
  begun: Judgement,
  input: CertificateValidation,
  statuses: PathStatuses,
): Promise<Judgement> {
  const revocation = [...begun.revocation];
  const told = [...begun.told];
  const used = [begun.used];
  const doubts: PathResult['doubts'][number][] = [];
  const [leaf] = checked.certificates;
  const period = leaf && periodReason(leaf.certificate, input.at);
  let leafUnrevoked = input.requireRevocation === false;
  for (let index = checked.certificates.length - 2; index >= 0; index -= 1) {
    const facts = checked.certificates[index];
    if (facts === undefined) continue;
    const status = await statuses.find(checked, index);
    // A revocation that is known counts where none is asked for.
    if (!needsStatus(facts) && !isRevoked(status)) {
      revocation[index] = { status: 'not-needed' };
      if (index === 0) leafUnrevoked = true;
      continue;
    }
    revocation[index] = reported(status);
    if ('used' in status) {
      used.push(status.used);
      told[index] = revocationObjects(status.used);
    }
    if ('source' in status && status.doubt !== undefined) {
      doubts.push({ ...status.doubt, certificate: facts.certificate });
    }
    if (index === 0 && status.status === 'good') leafUnrevoked = true;
    const required = input.requireRevocation === 'leaf' ? index === 0 : input.requireRevocation;
    const reason = statusReason(status, required);
    const known = isRevoked(status);
    // An expired leaf of unknown status is told by its period: nothing later can make the status known.
    if (reason === undefined || (index === 0 && period !== undefined && !known)) continue;
    const certificate = nameToText(facts.certificate.subject);
    return {
      ...begun,
      reason: { code: reason.code, facts: { ...reason.facts, certificate } },
      leaf: index === 0,
      revocation,
      told,
      used: uniteEvidence(...used),
      ...(isRevoked(status) ? { revocationTime: status.time } : {}),
    };
  }
  const done = {
    ...begun,
    revocation,
    told,
    doubts,
    used: uniteEvidence(...used),
    leafUnrevoked,
    leaf: true,
  };
  return period === undefined ? { ...done, checked } : { ...done, reason: period };
}

const VALIDITY_ASSURED_SHORT_TERM = '0.4.0.194121.2.1';
const NO_REV_AVAIL = '2.5.29.56';

/** EN 319 102-1 §5.2.6: the CA says in the certificate that it never will be revoked; of end entities only. */
export function needsStatus({ certificate, extensions }: CertificateFacts): boolean {
  if (extensions.basicConstraints?.ca === true) return true;
  if (hasExtension(certificate, VALIDITY_ASSURED_SHORT_TERM)) return false;
  // RFC 9608 §4: not beside a place that tells the status.
  const places = [OID.crlDistributionPoints, OID.freshestCrl];
  const contradicted = places.some((oid) => hasExtension(certificate, oid));
  return contradicted || !hasExtension(certificate, NO_REV_AVAIL);
}

export function isRevoked(
  status: CertificateStatus,
): status is Extract<CertificateStatus, { time: Date }> {
  return status.status === 'revoked' || status.status === 'on-hold';
}

function statusReason(status: CertificateStatus, required: boolean): PathReason | undefined {
  switch (status.status) {
    case 'revoked':
    case 'on-hold': {
      const code = status.status === 'revoked' ? 'certificate-revoked' : 'certificate-on-hold';
      const reason = status.reason === undefined ? {} : { reason: status.reason };
      return { code, facts: { time: status.time.toISOString(), ...reason } };
    }
    case 'good':
      return undefined;
    case 'not-fresh': {
      const thisUpdate = status.thisUpdate.toISOString();
      return required ? { code: 'revocation-not-fresh', facts: { thisUpdate } } : undefined;
    }
    case 'issuer-out-of-bounds':
      return required ? { code: 'revocation-issuer-out-of-bounds' } : undefined;
    case 'unknown':
      return required ? { code: 'revocation-unknown', facts: { detail: status.gap } } : undefined;
  }
}

export function reported(status: CertificateStatus): Revocation {
  switch (status.status) {
    case 'good':
      return { status: 'good', source: status.source, thisUpdate: status.thisUpdate.toISOString() };
    case 'revoked':
    case 'on-hold': {
      const reason = status.reason === undefined ? {} : { reason: status.reason };
      return { status: 'revoked', time: status.time.toISOString(), ...reason };
    }
    case 'not-fresh':
    case 'issuer-out-of-bounds':
    case 'unknown':
      return { status: 'unknown' };
  }
}
