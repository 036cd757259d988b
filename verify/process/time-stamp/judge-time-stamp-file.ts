import { toHex } from '../../../formats/hex.ts';
import { readTimeStampFile } from '../../../formats/tsp/time-stamp-file.ts';
import { parseTimeStampToken } from '../../../formats/tsp/token.ts';
import { FILE_WORK_LIMITS } from '../../path/budget.ts';
import type { PathResult } from '../../path/path-result.ts';
import { Work } from '../../path/work.ts';
import { policyDigest } from '../../policy/policy-digest.ts';
import type { SignedContent } from '../../report/report.ts';
import type { TimeStampFileReport } from '../../report/time-stamp-file-report.ts';
import { failure, reasonOf } from '../block.ts';
import { NOTHING_COVERED } from '../covered.ts';
import { EvidenceMerger } from '../merge-evidence.ts';
import type { EmbeddedTimeStamp } from '../signature-facts.ts';
import type { JudgedSignature } from '../signature-report.ts';
import { openPaths } from '../used-evidence.ts';
import { isVerified, type ProcessContext } from '../validate-signature.ts';
import type { NamedSource, ValidationInput } from '../validation-input.ts';
import { validationObjects } from '../validation-objects.ts';
import { Imprints, stampedOctetsLimit } from './imprints.ts';
import { timeStampReport } from './time-stamp-report.ts';
import { type TimeStampJudgement, validateTimeStamp } from './validate-time-stamp.ts';

/** A file of formats/tsp/time-stamp-file.ts, and what it is judged by. */
export interface TimeStampFileInput
  extends Pick<
    ValidationInput,
    'content' | 'trust' | 'evidence' | 'policy' | 'time' | 'algorithms' | 'known'
  > {
  readonly file: NamedSource;
}

export interface JudgedTimeStampFile {
  readonly report: TimeStampFileReport;
  /** Paths that fell where more evidence could still settle the decision; empty: none would help. */
  readonly openPaths: readonly PathResult[];
}

/**
 * EN 319 102-1 §5.4 for a token that is in no signature: a signature of its authority, judged as of now, over a TSTInfo
 * whose imprint is of the content. Without content it cannot be told what it proves. Throws FormatError for a file that
 * cannot be read or is over a limit.
 */
export async function judgeTimeStampFile(input: TimeStampFileInput): Promise<JudgedTimeStampFile> {
  const { file, time, policy, algorithms } = input;
  const { response, token } = await readTimeStampFile(file.source);
  const common = {
    file: file.name,
    validationTime: time.toISOString(),
    policy: policy.name,
    policyDigest: await policyDigest(policy, algorithms),
    ...(response === undefined ? {} : { response }),
  };
  if (token === undefined) {
    return { report: { ...common, ...NOT_GIVEN, validationObjects: [] }, openPaths: [] };
  }
  await parseTimeStampToken(token); // what cannot be read is no token that does not hold
  const context = contextOf(input);
  const kind = 'file-time-stamp';
  const judgement = await validateTimeStamp({ kind, token, over: overOf(input.content) }, context);
  const timeStamp = await timeStampReport(judgement, context);
  const { indication, subIndication, reason } = timeStamp;
  const judged = asJudged(judgement, context);
  return {
    report: {
      ...common,
      ...{ indication, ...(subIndication && { subIndication }), reason },
      ...contentsOf(judgement, input),
      timeStamp,
      validationObjects: await validationObjects(judged, context),
    },
    openPaths: openPaths(judged),
  };
}

/** There is no time-stamp in the file, whoever says so. */
const NOT_GIVEN = {
  indication: 'TOTAL-FAILED',
  subIndication: 'FORMAT_FAILURE',
  reason: reasonOf('time-stamp-not-given'),
} as const;

function contextOf(input: TimeStampFileInput): ProcessContext {
  const { trust, evidence, policy, algorithms, time, known, content } = input;
  return {
    ...{ trust, evidence, policy, algorithms },
    purpose: 'time-stamp',
    merger: new EvidenceMerger(evidence, { known }),
    // Its own genTime proves nothing of itself (DECISION.md).
    control: { time, source: 'validation-time' },
    ...{ validationTime: time, evidenceTime: time, fileTime: time },
    digests: () => undefined,
    imprints: new Imprints(algorithms, stampedOctetsLimit(content?.source.size ?? 0)),
    work: new Work(FILE_WORK_LIMITS, undefined, known),
  };
}

function overOf(content: NamedSource | undefined): EmbeddedTimeStamp['over'] {
  return {
    octets: async () =>
      content === undefined
        ? failure('SIGNED_DATA_NOT_FOUND', 'stamped-file-absent')
        : [{ pieces: [content.source], covered: async () => NOTHING_COVERED }],
  };
}

/** What the token says that it is over, and the file where it is that one and the authority did say so. */
function contentsOf(
  { info, intact, signature }: TimeStampJudgement,
  { content, algorithms }: TimeStampFileInput,
): Pick<TimeStampFileReport, 'imprint' | 'nonce' | 'stampedContent'> {
  if (info === undefined) return {};
  const { algorithm, digest } = info.messageImprint;
  const imprint = {
    digestAlgorithm: algorithms.digest(algorithm.oid)?.name ?? algorithm.oid,
    digest: toHex(digest),
  };
  const stamped = content !== undefined && intact && isVerified(signature);
  return {
    ...(stamped ? { stampedContent: wholeOf(content, imprint) } : {}),
    imprint,
    ...(info.nonce === undefined ? {} : { nonce: toHex(info.nonce) }),
  };
}

function wholeOf(
  { name, source: { size } }: NamedSource,
  imprint: NonNullable<TimeStampFileReport['imprint']>,
): SignedContent {
  return { name, file: name, ranges: [{ offset: 0, length: size }], size, ...imprint, whole: true };
}

/** As what stands on the token alone is judged, for what asks which evidence the decision used. */
function asJudged(
  judgement: TimeStampJudgement,
  { control }: ProcessContext,
): readonly JudgedSignature[] {
  const { signature, outcome } = judgement;
  if (signature === undefined) return [];
  const { facts } = signature;
  return [{ facts, outcome, blocks: [], control, timeStamps: [judgement], counterSignatures: [] }];
}
