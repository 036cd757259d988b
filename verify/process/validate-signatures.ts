import { FILE_WORK_LIMITS } from '../path/budget.ts';
import type { PathResult } from '../path/path-result.ts';
import { Work } from '../path/work.ts';
import { policyDigest } from '../policy/policy-digest.ts';
import type { ValidationReport } from '../report/report.ts';
import { withCounterSignatures } from '../report/with-counter-signatures.ts';
import { controlTimeOf, provenBy } from './control-time.ts';
import { digestObjects } from './digest-objects.ts';
import type { ProofsOfExistence } from './long-term/proofs-of-existence.ts';
import { validateLongTerm } from './long-term/validate-long-term.ts';
import { EvidenceMerger } from './merge-evidence.ts';
import { readSignatures } from './read-signatures.ts';
import type { SignatureFacts } from './signature-facts.ts';
import { type JudgedSignature, signatureReport } from './signature-report.ts';
import { Imprints, stampedOctetsLimit } from './time-stamp/imprints.ts';
import { openPaths, type UsedEvidence, usedEvidence } from './used-evidence.ts';
import type { ProcessContext } from './validate-signature.ts';
import type { ValidationInput } from './validation-input.ts';
import { validationObjects } from './validation-objects.ts';

export interface JudgedSignatures {
  readonly report: ValidationReport;
  /** What the decisions stood on, so that it can be kept and the decision made again years later. */
  readonly used: UsedEvidence;
  /** Paths that fell where more evidence could still settle the decision; empty: none would help. */
  readonly openPaths: readonly PathResult[];
}

/**
 * Every signature of a file, judged as ETSI EN 319 102-1 v1.4.1 says. A file without a signature gives an
 * empty list, never a pass. Throws FormatError for a file that cannot be read or is over a limit.
 */
export async function validateSignatures(input: ValidationInput): Promise<ValidationReport> {
  return (await judgeSignatures(input)).report;
}

/** As `validateSignatures`, with the validation data that the decisions used. */
export async function judgeSignatures(input: ValidationInput): Promise<JudgedSignatures> {
  const { algorithms, policy, trust, evidence, time } = input;
  const known = input.known ?? input.work?.known;
  const signatures = await readSignatures({ ...input, known });
  const digests = await digestObjects(
    withCounterSignatures(signatures).flatMap(({ objects }) => objects),
    algorithms,
  );
  const control = controlTimeOf(time, input.proofOfExistence);
  const context = {
    trust,
    purpose: input.purpose ?? 'signature',
    evidence,
    merger: new EvidenceMerger(evidence, { known }),
    policy,
    algorithms,
    control,
    fileTime: control.time,
    validationTime: time,
    evidenceTime: provenBy(time, input.evidenceProvenAt),
    digests,
    signaturePolicies: input.signaturePolicies,
    imprints: new Imprints(algorithms, stampedOctetsLimit(contentSize(input))),
    work: new Work(FILE_WORK_LIMITS, input.work, known),
  } as const;
  const judgements = [];
  for (const facts of signatures) judgements.push(await judgeSignature(facts, context));
  const reports = [];
  for (const judgement of judgements) reports.push(await signatureReport(judgement, context));
  return {
    report: {
      file: input.signature.name,
      validationTime: time.toISOString(),
      policy: policy.name,
      policyDigest: await policyDigest(policy, algorithms),
      signatures: reports,
      validationObjects: await validationObjects(judgements, context),
    },
    used: usedEvidence(judgements),
    openPaths: openPaths(judgements),
  };
}

/** The signature, and by themselves those over its value: nothing about these changes what it is. */
async function judgeSignature(
  facts: SignatureFacts,
  context: ProcessContext,
  proven?: ProofsOfExistence,
): Promise<JudgedSignature> {
  const judgement = await validateLongTerm(facts, context, proven);
  const counterSignatures: JudgedSignature[] = [];
  for (const each of facts.counterSignatures ?? []) {
    counterSignatures.push(await judgeSignature(each, context, judgement.proofs ?? proven));
  }
  return { ...judgement, counterSignatures };
}

/** Attached, beside, or both. */
function contentSize({ signature, content }: ValidationInput): number {
  return signature.source.size + (content?.source.size ?? 0);
}
