import { toHex } from '../../formats/hex.ts';
import { signerReport } from '../certificates/russian-fields.ts';
import type { SignatureReport, SignedContent } from '../report/report.ts';
import { reasonOf } from './block.ts';
import { certificateReports, MAIN_INDICATION } from './certificate-reports.ts';
import { timeStampReports } from './time-stamp/time-stamp-report.ts';
import type { Judgement, ProcessContext } from './validate-signature.ts';
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
  const covered = coveredContent(judgement, context);
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
    indication: MAIN_INDICATION[outcome.indication],
    ...(outcome.subIndication === undefined ? {} : { subIndication: outcome.subIndication }),
    reason: outcome.reason ?? reasonOf('passed'),
    intact: cryptography?.intact ?? false,
    cryptographicallyValid: cryptography?.valid ?? false,
    trusted: path?.indication === 'PASSED',
    coverage: whole ? 'FULL' : covered.length > 0 ? 'PARTIAL' : 'NONE',
    signedContent: covered,
    ...(signer === undefined ? {} : { signer }),
    ...(facts.claimedSigningTime === undefined
      ? {}
      : { claimedSigningTime: facts.claimedSigningTime.toISOString() }),
    bestSignatureTime: judgement.control.time.toISOString(),
    timeSource: judgement.control.source,
    timestamps: await timeStampReports(judgement.timeStamps, context),
    ...(counterSignatures.length === 0 ? {} : { counterSignatures }),
    certificates: await certificateReports(judgement, signer, context),
    warnings: blocks.flatMap(({ warnings }) => warnings),
    checks: blocks.flatMap(({ checks }) => checks),
  };
}

/**
 * What was signed, and only when it was: nothing whose digest or signature value is wrong is ever listed.
 */
function coveredContent(judgement: Judgement, context: ProcessContext): SignedContent[] {
  const { facts, cryptography } = judgement;
  if (!cryptography?.intact || !cryptography.valid) return [];
  return facts.objects.flatMap((object) => {
    const digest = context.digests(object);
    if (object.content === undefined || digest === undefined) return [];
    return [
      {
        name: object.name,
        size: object.content.source.size,
        digestAlgorithm: context.algorithms.digest(object.digestOid)?.name ?? object.digestOid,
        digest: toHex(digest),
        whole: object.whole,
      },
    ];
  });
}
