import type { Algorithms } from '../../algorithms/registry.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { nameToText } from '../../formats/x509/name.ts';
import { type PathResult, validateCertificate } from '../path/validate-certificate.ts';
import type { Work } from '../path/work.ts';
import type { Policy } from '../policy/policy.ts';
import type { TrustAnchor, TrustPurpose } from '../trust/trust.ts';
import { Block, failure } from './block.ts';
import {
  weakestCertificateAlgorithm,
  weakestRevocationAlgorithm,
} from './certificate-algorithms.ts';
import type { Evidence } from './evidence.ts';
import type { Existence } from './existence.ts';
import { pathConstraints } from './path-constraints.ts';

export interface SignerValidation {
  readonly block: Block;
  /** Absent when no anchor was given. */
  readonly path?: PathResult;
}

/**
 * EN 319 102-1 §5.2.6 X.509 certificate validation of the signing certificate at the control time, its
 * own validity period judged last, as §5.5.4 step 4 compares it with the best signature time.
 */
export async function validateSigner(input: {
  readonly certificate: Certificate;
  readonly trust: readonly TrustAnchor[];
  readonly purpose: TrustPurpose;
  readonly evidence: Evidence;
  readonly controlTime: Date;
  readonly validationTime: Date;
  /** Since when the evidence is proven to exist. */
  readonly evidenceTime: Date;
  readonly existence: Existence;
  readonly algorithms: Algorithms;
  readonly policy: Policy;
  readonly work?: Work;
}): Promise<SignerValidation> {
  const { certificate, controlTime, policy } = input;
  const block = new Block(policy);
  if (input.trust.length === 0) {
    block.check('path', failure('NO_CERTIFICATE_CHAIN_FOUND', 'trust-anchors-absent'));
    return { block };
  }
  const path = await validateCertificate({
    leaf: certificate,
    trust: input.trust,
    purpose: input.purpose,
    evidence: input.evidence,
    at: controlTime,
    latestEvidence: input.validationTime,
    algorithms: input.algorithms,
    requireRevocation: policy.requireRevocation ?? true,
    ...(policy.revocationFreshness === undefined
      ? {}
      : { revocationFreshness: policy.revocationFreshness }),
    leafValidity: 'report',
    ...pathConstraints(policy),
    ...(input.work === undefined ? {} : { work: input.work }),
  });
  block.check('path', pathFailure(path, certificate, controlTime));
  checkStatuses(block, path);
  checkEncoding(block, path.path);
  checkDoubts(block, path.doubts);
  block.check(
    'certificate-algorithms',
    weakestCertificateAlgorithm(path, input.existence, input.algorithms, policy.algorithms),
  );
  block.check(
    'revocation-algorithms',
    weakestRevocationAlgorithm(
      path,
      { evidence: () => input.evidenceTime, existence: input.existence },
      input.algorithms,
      policy.algorithms,
    ),
  );
  return { block, path };
}

/** A path that holds without the status of some certificate, as the policy has it. */
function checkStatuses(block: Block, { indication, path, revocation }: PathResult): void {
  if (indication !== 'PASSED') return;
  for (const [index, { subject }] of path.entries()) {
    if (revocation[index]?.status !== 'unknown') continue;
    const facts = { certificate: nameToText(subject) };
    const unknown = failure('CERTIFICATE_CHAIN_GENERAL_FAILURE', 'revocation-not-required', facts);
    block.check('revocation-known', unknown);
  }
}

/** RFC 5280 §5.3.2: what issuers said later of keys of the path; of a path found good in the past too. */
export function checkDoubts(block: Block, doubts: PathResult['doubts']): void {
  for (const { certificate, invaliditySince, revoked } of doubts) {
    const facts = {
      certificate: nameToText(certificate.subject),
      invaliditySince: invaliditySince.toISOString(),
      revoked: revoked.toISOString(),
    };
    const doubted = failure('CERTIFICATE_CHAIN_GENERAL_FAILURE', 'certificate-doubted', facts);
    block.check('invalidity-date', doubted);
  }
}

/** RFC 5280 §4.1: a chain constraint (§5.2.6.4 step d), asked of a path found good in the past too. */
export function checkEncoding(block: Block, path: readonly Certificate[]): void {
  for (const { notDer, subject } of path) {
    if (notDer !== true) continue;
    const facts = { certificate: nameToText(subject) };
    const departed = failure('CHAIN_CONSTRAINTS_FAILURE', 'certificate-not-der', facts);
    block.check('certificate-encoding', departed);
  }
}

// §5.5.4 step 4: before the validity period began the key could not have signed; after its end the
// question is only whether a proof of existence from inside the period turns up.
function pathFailure(path: PathResult, { notBefore, notAfter }: Certificate, at: Date) {
  if (path.indication === 'PASSED') return undefined;
  const { reason, subIndication = 'CERTIFICATE_CHAIN_GENERAL_FAILURE' } = path;
  if (!OUT_OF_BOUNDS.has(subIndication)) return { subIndication, reason };
  const time = at.toISOString();
  return at < notBefore
    ? failure('NOT_YET_VALID', 'signer-certificate-not-yet-valid', {
        notBefore: notBefore.toISOString(),
        time,
      })
    : failure(subIndication, 'signer-certificate-expired', {
        notAfter: notAfter.toISOString(),
        time,
      });
}

const OUT_OF_BOUNDS: ReadonlySet<string> = new Set([
  'OUT_OF_BOUNDS_NO_POE',
  'OUT_OF_BOUNDS_NOT_REVOKED',
]);
