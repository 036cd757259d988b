// EN 319 102-1 §5.6.2.4: past signature validation.
import { equalBytes } from '../../../formats/equal-bytes.ts';
import type { Certificate, PublicKeyInfo } from '../../../formats/x509/certificate.ts';
import { nameToText } from '../../../formats/x509/name.ts';
import type { CheckedPath } from '../../path/validate-path.ts';
import { withWorkingKey } from '../../path/working-key.ts';
import type { SubIndication } from '../../report/report.ts';
import { acceptSignature } from '../accept-signature.ts';
import { Block, type Failure, failure, type Outcome, outcomeOf, PASSED } from '../block.ts';
import {
  type EvidenceExistence,
  weakestCertificateAlgorithm,
  weakestRevocationAlgorithm,
} from '../certificate-algorithms.ts';
import { isVerified, type Judgement, type ProcessContext } from '../validate-signature.ts';
import { endOfAuthorities } from './common-time.ts';
import type { ProofsOfExistence } from './proofs-of-existence.ts';
import { type PastCertificate, validatePastCertificate } from './validate-past-certificate.ts';

// EN 319 102-1 §5.6.3.4 step 3: with these, what is proven of the past may answer the question.
const OPEN: ReadonlySet<SubIndication> = new Set<SubIndication>([
  'REVOKED_NO_POE',
  'REVOKED_CA_NO_POE',
  'OUT_OF_BOUNDS_NO_POE',
  'OUT_OF_BOUNDS_NOT_REVOKED',
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'REVOCATION_OUT_OF_BOUNDS_NO_POE',
  'NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
  'TRY_LATER',
]);

/** Whether past signature validation may find otherwise. */
export function isOpenInPast(outcome: Outcome): boolean {
  const { subIndication } = outcome;
  const open = subIndication !== undefined && OPEN.has(subIndication);
  return open || isLate(outcome) || isAuthorityEnded(outcome);
}

/**
 * Proven too long after the claimed time, and by nothing else in doubt: of the constraints step 3 goes on with this one
 * alone may end otherwise, since step 8 asks it again at the time that is proven.
 */
function isLate({ subIndication, reason }: Outcome): boolean {
  return subIndication === 'SIG_CONSTRAINTS_FAILURE' && reason?.code === 'time-stamp-late';
}

/** An authority on the path is past its end: see ended-authorities.md. */
function isAuthorityEnded({ subIndication, reason }: Outcome): boolean {
  return (
    subIndication === 'CERTIFICATE_CHAIN_GENERAL_FAILURE' && reason?.code === 'certificate-expired'
  );
}

/**
 * Whether a signature that cannot be told good now (`current`) was good when it is proven to have existed. Passed,
 * or why not; what was failed for good stays so.
 */
export async function validatePastSignature(
  judgement: Judgement,
  context: ProcessContext,
  proofs: ProofsOfExistence,
): Promise<PastSignature> {
  const current = judgement.outcome;
  const { certificate, facts } = judgement;
  // The past answers until when an algorithm, a key, a certificate was good; never whether the value is right (§5.2.7).
  if (certificate === undefined || !isVerified(judgement)) return { outcome: current };
  const existed = proofs.timeOf(facts.value.value);
  const past = await validatePastCertificate(certificate, context, { proofs, existed });
  if ('failed' in past) return { outcome: current, because: past.failed }; // step 2
  // The value was verified under the key that the path of now gives: one of other parameters is another key.
  const signing = withWorkingKey(certificate, { checked: past.path });
  const verified = withWorkingKey(certificate, judgement.path);
  if (!equalBytes(signing.publicKey.der, verified.publicKey.der)) return { outcome: current };
  const revocation = revocationOutcome(past, proofs); // step 1
  if (existed > past.controlTime) return { outcome: current };
  const decided = decide({
    ...{ judgement, certificate: signing, context, proofs, existed },
    path: past.path,
  });
  if (decided === 'continue') return { outcome: current }; // step 6
  if (decided !== 'passed') return { outcome: decided };
  if (revocation.indication !== 'PASSED') return { outcome: revocation, past };
  const because = certificateNotProven(past.path, proofs);
  return because === undefined ? { outcome: PASSED, past } : { outcome: current, because }; // step 7
}

export interface PastSignature {
  readonly outcome: Outcome;
  /** Why no path held in the past: the current outcome stands (see which-sub-indications-are-final.md). */
  readonly because?: Failure;
  /** How the certificate was found good; present when `outcome` is passed. */
  readonly past?: Extract<PastCertificate, { path: unknown }>;
}

interface Question {
  readonly judgement: Judgement;
  readonly certificate: Certificate;
  readonly context: ProcessContext;
  readonly proofs: ProofsOfExistence;
  /** Since when the signature is proven to exist. */
  readonly existed: Date;
  /** As it was found good in the past. */
  readonly path: CheckedPath;
}

type Decision = 'passed' | 'continue' | Outcome;

/** Steps 3 to 5, by the current sub-indication. */
const DECISIONS: ReadonlyMap<SubIndication, (question: Question) => Decision> = new Map<
  SubIndication,
  (question: Question) => Decision
>([
  ['REVOKED_NO_POE', beforeRevocation],
  ['REVOKED_CA_NO_POE', beforeRevocation],
  ['REVOCATION_OUT_OF_BOUNDS_NO_POE', (one) => withinValidity(one, 'OUT_OF_BOUNDS_NOT_REVOKED')],
  // Of a hold: step 3. Of what was not fresh: information that was issued later is there, or it stays open.
  ['TRY_LATER', (one) => withinValidity(one, 'OUT_OF_BOUNDS_NOT_REVOKED')],
  ['NO_CERTIFICATE_CHAIN_FOUND_NO_POE', (one) => withinValidity(one, 'OUT_OF_BOUNDS_NO_POE')],
  ['OUT_OF_BOUNDS_NO_POE', (one) => withinValidity(one, 'continue')],
  ['OUT_OF_BOUNDS_NOT_REVOKED', (one) => withinValidity(one, 'continue')],
  ['CRYPTO_CONSTRAINTS_FAILURE_NO_POE', (one) => (algorithmsHeld(one) ? 'passed' : 'continue')], // step 4
]);

function decide(question: Question): Decision {
  const { subIndication } = question.judgement.outcome;
  if (isAuthorityEnded(question.judgement.outcome)) return withinEveryValidity(question);
  if (isLate(question.judgement.outcome)) return withinValidity(question, 'continue');
  const decision = subIndication === undefined ? undefined : DECISIONS.get(subIndication);
  return decision?.(question) ?? 'continue';
}

/** At the moment of the revocation itself it is too late (§5.5.4 step 4 a). */
function beforeRevocation(question: Question): Decision {
  const { judgement, existed } = question;
  return existed < (judgement.path?.revocationTime ?? existed)
    ? withinValidity(question, 'OUT_OF_BOUNDS_NOT_REVOKED')
    : 'continue';
}

/** Step 3: the signature existed inside the validity of the certificate. */
function withinValidity(
  { certificate, existed }: Question,
  after: 'continue' | 'OUT_OF_BOUNDS_NOT_REVOKED' | 'OUT_OF_BOUNDS_NO_POE',
): Decision {
  const { notBefore, notAfter } = certificate;
  const time = existed.toISOString();
  if (existed < notBefore) {
    const facts = { notBefore: notBefore.toISOString(), time };
    return outcomeOf(failure('NOT_YET_VALID', 'signer-certificate-not-yet-valid', facts));
  }
  if (existed <= notAfter) return 'passed';
  if (after === 'continue') return 'continue';
  const facts = { notAfter: notAfter.toISOString(), time };
  return outcomeOf(failure(after, 'signer-certificate-expired', facts));
}

/** The key of an authority that has ended may be anybody's, who then issues what he likes with any dates. */
function withinEveryValidity(question: Question): Decision {
  const { existed, path } = question;
  const held = path.certificates
    .slice(0, -1)
    .every(
      ({ certificate: { notBefore, notAfter } }) => existed >= notBefore && existed <= notAfter,
    );
  return held ? withinValidity(question, 'continue') : 'continue';
}

/** Step 4: every object under a weak algorithm is proven to have existed while it was acceptable. */
function algorithmsHeld({ judgement, certificate, context, proofs, existed }: Question): boolean {
  const { facts, path } = judgement;
  const { algorithms, policy } = context;
  const accepted = acceptSignature({
    facts,
    certificate,
    controlTime: existed,
    algorithms,
    policy,
  });
  if (accepted.outcome.indication !== 'PASSED') return false;
  if (path === undefined) return true;
  const existence = ({ der }: Certificate) => proofs.timeOf(der);
  // A list that is not in memory came from outside, and is proven by nothing inside.
  const evidence: EvidenceExistence = (object) =>
    'der' in object ? proofs.timeOf(object.der) : proofs.now;
  const block = new Block(policy);
  block.check(
    'certificate-algorithms',
    weakestCertificateAlgorithm(path, existence, algorithms, policy.algorithms),
  );
  block.check(
    'revocation-algorithms',
    weakestRevocationAlgorithm(path, { evidence, existence }, algorithms, policy.algorithms),
  );
  return block.outcome.indication === 'PASSED';
}

/** Beyond the letter each certificate is from before any authority above it ended: see ended-authorities.md. */
function certificateNotProven(
  { certificates }: CheckedPath,
  proofs: ProofsOfExistence,
): Failure | undefined {
  for (const [index, { certificate }] of certificates.slice(0, -1).entries()) {
    const ended = endOfAuthorities(certificates.slice(index + 1));
    if (ended === undefined || proofs.timeOf(certificate.der) <= ended) continue;
    return failure('NO_POE', 'certificate-not-proven', {
      certificate: nameToText(certificate.subject),
      ended: ended.toISOString(),
    });
  }
  return undefined;
}

/**
 * Step 1: what told the status of a certificate, and who signed it, must be proven to have existed inside the
 * validity of that signer's certificate: after that its key may be anybody's. An anchor is trusted up to its sunset
 * date, where the sliding begins.
 */
function revocationOutcome(
  { path, used }: NonNullable<PastSignature['past']>,
  proofs: ProofsOfExistence,
): Outcome {
  const anchor = path.keys.at(-1);
  const known = [...path.certificates.map(({ certificate }) => certificate), ...used.certificates];
  for (const { object, key } of used.signed) {
    // A certificate on the path of a signer too: whoever has the key of an authority that ended makes responders.
    if (anchor !== undefined && sameKey(key, anchor)) continue;
    // A list that is not in memory came from outside, and is proven by nothing inside.
    const told = 'der' in object ? proofs.timeOf(object.der) : proofs.now;
    for (const { der, publicKey, notBefore, notAfter } of known) {
      if (!sameKey(publicKey, key)) continue;
      const times = [told, proofs.timeOf(der)];
      if (times.every((time) => time >= notBefore && time <= notAfter)) continue;
      return outcomeOf(
        failure('REVOCATION_OUT_OF_BOUNDS_NO_POE', 'revocation-signer-not-proven', {
          notAfter: notAfter.toISOString(),
        }),
      );
    }
  }
  return PASSED;
}

function sameKey(a: Pick<PublicKeyInfo, 'keyBits'>, b: Pick<PublicKeyInfo, 'keyBits'>): boolean {
  return equalBytes(a.keyBits, b.keyBits);
}
