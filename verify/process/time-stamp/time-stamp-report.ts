import { toHex } from '../../../formats/hex.ts';
import { accuracyOf } from '../../../formats/tsp/token-order.ts';
import { signerReport } from '../../certificates/russian-fields.ts';
import type { TimeStampReport } from '../../report/time-stamp-report.ts';
import { reasonOf } from '../block.ts';
import { certificateReports } from '../certificate-reports.ts';
import type { ProofsOfExistence } from '../long-term/proofs-of-existence.ts';
import { mainIndication } from '../main-indication.ts';
import { sha256Of } from '../octet-digests.ts';
import { algorithmReports } from '../used-algorithms.ts';
import { isVerified } from '../validate-signature.ts';
import type { TimeStampContext, TimeStampJudgement } from './validate-time-stamp.ts';

/** The judgement of a token as the report tells it; `since`: when it is proven to exist. */
export async function timeStampReport(
  judgement: TimeStampJudgement,
  context: TimeStampContext,
  since: Date = context.control.time,
): Promise<TimeStampReport> {
  const { kind, outcome, blocks, info, intact, signature } = judgement;
  const { certificate, cryptography } = signature ?? {};
  const signer = certificate && (await signerReport(certificate, context));
  const digest = info?.messageImprint.algorithm.oid;
  return {
    kind,
    sha256: await sha256Of(judgement.stamp.token, context.algorithms),
    indication: mainIndication(outcome, intact && isVerified(signature)),
    ...(outcome.subIndication === undefined ? {} : { subIndication: outcome.subIndication }),
    reason: outcome.reason ?? reasonOf('passed'),
    ...(info === undefined
      ? {}
      : {
          genTime: info.genTime.toISOString(),
          ...(info.accuracy === undefined ? {} : { accuracy: accuracyOf(info) / 1000 }),
          policy: info.policy,
          serialNumber: toHex(info.serialNumber),
        }),
    ...(digest === undefined
      ? {}
      : { digestAlgorithm: context.algorithms.digest(digest)?.name ?? digest }),
    ...(digest === undefined || signature === undefined
      ? {}
      : { algorithms: algorithmReports(signature, since, context, [digest]) }),
    intact,
    cryptographicallyValid: cryptography?.valid ?? false,
    trusted: signature?.path?.indication === 'PASSED',
    ...(signer === undefined ? {} : { signer }),
    certificates: signature ? await certificateReports(signature, context) : [],
    warnings: blocks.flatMap(({ warnings }) => warnings),
    checks: blocks.flatMap(({ checks }) => checks),
  };
}

export async function timeStampReports(
  judgements: readonly TimeStampJudgement[],
  context: TimeStampContext,
  proofs?: ProofsOfExistence,
): Promise<TimeStampReport[]> {
  const reports: TimeStampReport[] = [];
  for (const judgement of judgements) {
    const since = proofs?.proofOf(judgement.stamp.token)?.time;
    reports.push(await timeStampReport(judgement, context, since));
  }
  return reports;
}
