import { toBase64 } from '../../formats/base64.ts';
import { signerReport } from '../certificates/russian-fields.ts';
import type { SignatureReport, SignatureValueReport } from '../report/report.ts';
import { reasonOf } from './block.ts';
import { certificateReports } from './certificate-reports.ts';
import { mainIndication } from './main-indication.ts';
import { sha256Once } from './octet-digests.ts';
import { presentedLevel } from './presented-level.ts';
import type { SignatureFacts } from './signature-facts.ts';
import { signedAttributesReport } from './signed-attributes-report.ts';
import { signedContent } from './signed-content.ts';
import { timeStampReports } from './time-stamp/time-stamp-report.ts';
import { algorithmReports } from './used-algorithms.ts';
import { isVerified, type ProcessContext } from './validate-signature.ts';
import type { TimedJudgement } from './validate-with-time.ts';

/** A judgement with those over its signature value. */
export interface JudgedSignature extends TimedJudgement {
  readonly counterSignatures: readonly JudgedSignature[];
}

export async function signatureReport(
  judgement: JudgedSignature,
  context: ProcessContext,
): Promise<SignatureReport> {
  const { facts, outcome, blocks, certificate, cryptography, path } = judgement;
  const covered = signedContent(judgement, context);
  const signer = certificate && (await signerReport(certificate, context));
  // An XML signature may name parts beside the whole; of CMS every content is whole.
  const whole = covered.some((content) => content.whole);
  const counterSignatures: SignatureReport[] = [];
  for (const each of judgement.counterSignatures) {
    counterSignatures.push(await signatureReport(each, context));
  }
  return {
    format: facts.format,
    level: facts.level,
    presentedLevel: presentedLevel(facts),
    indication: mainIndication(outcome, isVerified(judgement) && covered.length > 0),
    ...(outcome.subIndication === undefined ? {} : { subIndication: outcome.subIndication }),
    reason: outcome.reason ?? reasonOf('passed'),
    intact: cryptography?.intact ?? false,
    cryptographicallyValid: cryptography?.valid ?? false,
    trusted: path?.indication === 'PASSED',
    coverage: whole ? 'FULL' : covered.length > 0 ? 'PARTIAL' : 'NONE',
    signedContent: covered,
    ...(signer === undefined ? {} : { signer }),
    signatureValue: await signatureValue(facts, context),
    algorithms: algorithmReports(judgement, judgement.control.time, context),
    ...(facts.signedAttributes
      ? { signedAttributes: await signedAttributesReport(facts, context) }
      : {}),
    ...(facts.claimedSigningTime === undefined
      ? {}
      : { claimedSigningTime: facts.claimedSigningTime.toISOString() }),
    bestSignatureTime: judgement.control.time.toISOString(),
    timeSource: judgement.control.source,
    timestamps: await timeStampReports(judgement.timeStamps, context, judgement.proofs),
    ...(counterSignatures.length === 0 ? {} : { counterSignatures }),
    certificates: await certificateReports(judgement, context),
    warnings: blocks.flatMap(({ warnings }) => warnings),
    checks: blocks.flatMap(({ checks }) => checks),
  };
}

async function signatureValue(
  { value }: SignatureFacts,
  { algorithms }: ProcessContext,
): Promise<SignatureValueReport> {
  const { algorithm, digestOid, over } = value;
  return {
    algorithm: algorithms.signature(algorithm.oid)?.name ?? algorithm.oid,
    digestAlgorithm: algorithms.digest(digestOid)?.name ?? digestOid,
    value: toBase64(value.value),
    sha256: await sha256Once(value.value, algorithms),
    ...(over.kind === 'objects'
      ? {}
      : { signedSha256: await sha256Once(over.asReceived, algorithms) }),
  };
}
