// EN 319 102-1 §5.6.2.1: past certificate validation.
import type { Certificate } from '../../../formats/x509/certificate.ts';
import { nameToText } from '../../../formats/x509/name.ts';
import { PathLimitError } from '../../path/budget.ts';
import { buildPaths, type CandidatePath } from '../../path/build-path.ts';
import type { PathResult } from '../../path/path-result.ts';
import { purposeReason } from '../../path/purposes.ts';
import { profileReason } from '../../path/strict-profile.ts';
import { type CheckedPath, directlyTrusted, validatePath } from '../../path/validate-path.ts';
import { ValidationRun } from '../../path/validation-run.ts';
import { anchorPurposeReason, notYetTrusted } from '../../trust/anchor-reason.ts';
import type { TrustAnchor } from '../../trust/trust.ts';
import { Block, type Failure, failure } from '../block.ts';
import { decidingLimits } from '../certificate-algorithms.ts';
import { pathConstraints } from '../path-constraints.ts';
import type { ProcessContext } from '../validate-signature.ts';
import { checkEncoding } from '../validate-signer.ts';
import { commonTime, endOfAuthorities } from './common-time.ts';
import type { ProofsOfExistence } from './proofs-of-existence.ts';
import { doubtsAt, type Slid, type Sliding, slideTime } from './slide-time.ts';

interface Proven {
  readonly proofs: ProofsOfExistence;
  readonly existed: Date;
}

export type PastCertificate =
  | (Extract<Slid, { controlTime: Date }> & {
      readonly path: CheckedPath;
      readonly doubts: PathResult['doubts'];
    })
  | Extract<Slid, { failed: unknown }>;

/**
 * Whether the certificate was good at some time in the past, and until when that is known: the control time. What was
 * signed with it is proven since `existed`. The failure of the last path is told where none holds.
 */
export async function validatePastCertificate(
  certificate: Certificate,
  context: ProcessContext,
  { proofs, existed }: Proven,
): Promise<PastCertificate> {
  const responders = context.evidence.ocspResponses.flatMap((each) => each.certificates);
  const run = new ValidationRun({
    algorithms: context.algorithms,
    certificates: [...context.evidence.certificates, ...responders],
    work: context.work,
  });
  let past: PastCertificate = {
    failed: failure('NO_CERTIFICATE_CHAIN_FOUND', 'past-path-not-found'),
  };
  try {
    // Step 1: each prospective path, the certificate being an anchor itself included.
    await buildPaths(run, certificate, anchorsFor(context), async (found) => {
      if ('reason' in found) return false;
      past = await judge(run, found, context, { proofs, existed });
      return 'controlTime' in past;
    });
    return past;
  } catch (error) {
    if (!(error instanceof PathLimitError)) throw error;
    const { limit, value } = error;
    const reason = { code: 'work-limit', facts: { limit, value } };
    return { failed: { subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE', reason } };
  }
}

function anchorsFor({ trust, purpose }: ProcessContext): readonly TrustAnchor[] {
  return trust.filter((anchor) => anchorPurposeReason(anchor, { purpose }) === undefined);
}

async function judge(
  run: ValidationRun,
  candidate: CandidatePath,
  context: ProcessContext,
  { proofs, existed }: Proven,
): Promise<PastCertificate> {
  const signersAt = commonTime(candidate.certificates, proofs.now);
  if (signersAt === undefined) {
    return { failed: failure('CERTIFICATE_CHAIN_GENERAL_FAILURE', 'validities-apart') };
  }
  // Step 2: RFC 5280 §6.1 without revocation, inside the validity of every certificate (shell model).
  const { policy, evidence, algorithms } = context;
  const constraints = pathConstraints(policy);
  const at = { at: signersAt, leafValidity: 'check', ...constraints } as const;
  const verdict =
    candidate.certificates.length === 0
      ? ({ valid: true, path: directlyTrusted(run, candidate.anchor) } as const)
      : await validatePath(run, candidate, at);
  if (!verdict.valid) {
    const { code, facts } = verdict.reason;
    const named = { ...facts, certificate: nameToText(verdict.certificate.subject) };
    const reason = { code, facts: named };
    return { failed: { subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE', reason } };
  }
  // Beyond the letter: see ended-authorities.md.
  const ended = endOfAuthorities(verdict.path.certificates.slice(1));
  if (ended !== undefined && existed > ended) {
    const facts = { notAfter: ended.toISOString(), at: existed.toISOString() };
    const reason = { code: 'certificate-expired', facts } as const;
    return { failed: { subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE', reason } };
  }
  // Step 3
  const sliding: Sliding = {
    run,
    path: verdict.path,
    signersAt,
    evidence,
    proofs,
    algorithms,
    requireRevocation: policy.requireRevocation ?? true,
    certificateLimits: decidingLimits(policy, 'certificate-algorithms'),
    revocationLimits: decidingLimits(policy, 'revocation-algorithms'),
    ...(policy.revocationFreshness === undefined ? {} : { freshness: policy.revocationFreshness }),
  };
  const slid = await slideTime(sliding);
  if ('failed' in slid) return slid;
  // At the control time the certificate is accepted: whoever trusts the anchor from later on does not vouch for it.
  const early = notYetTrusted(candidate.anchor, slid.controlTime);
  if (early !== undefined) {
    return { failed: { subIndication: 'NO_CERTIFICATE_CHAIN_FOUND', reason: early } };
  }
  const failed = constraintFailure(verdict.path, { ...context, signersAt }); // step 4
  if (failed !== undefined) return { failed };
  return { ...slid, path: verdict.path, doubts: await doubtsAt(sliding, existed) };
}

/** Step 4: what is asked of a path beside RFC 5280 §6.1. */
function constraintFailure(
  { certificates }: CheckedPath,
  { policy, purpose, signersAt }: ProcessContext & { readonly signersAt: Date },
): Failure | undefined {
  const reason =
    (pathConstraints(policy).strict === true
      ? profileReason(certificates, signersAt)
      : undefined) ?? purposeReason(certificates, { purpose });
  if (reason !== undefined) return { subIndication: 'CHAIN_CONSTRAINTS_FAILURE', reason };
  const block = new Block(policy);
  checkEncoding(
    block,
    certificates.map(({ certificate }) => certificate),
  );
  return block.failures[0];
}
