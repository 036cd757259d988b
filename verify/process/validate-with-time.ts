import { isSurelyAfter } from '../../formats/tsp/token-order.ts';
import type { SubIndication } from '../report/report.ts';
import { Block, failure, type Outcome, outcomeOf, reasonOf, worstOutcome } from './block.ts';
import type { ControlTime } from './control-time.ts';
import { CompleteMaterial } from './long-term/complete-material.ts';
import type { ProofsOfExistence } from './long-term/proofs-of-existence.ts';
import { EvidenceMerger } from './merge-evidence.ts';
import { reachedLevel } from './reached-level.ts';
import type { SignatureFacts } from './signature-facts.ts';
import { type TimeStampJudgement, validateTimeStamp } from './time-stamp/validate-time-stamp.ts';
import { type Judgement, type ProcessContext, validateSignature } from './validate-signature.ts';

/** A signature with its time-stamps: judged at its best signature time. */
export interface TimedJudgement extends Judgement {
  readonly control: ControlTime;
  readonly timeStamps: readonly TimeStampJudgement[];
  /** What is proven of the past, where it was asked for (§5.6.3). */
  readonly proofs?: ProofsOfExistence;
}

// §5.5.4 step 2: with these the question is still open, and an earlier time may answer it.
const OPEN: ReadonlySet<SubIndication> = new Set<SubIndication>([
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'REVOKED_NO_POE',
  'REVOKED_CA_NO_POE',
  'TRY_LATER',
  'OUT_OF_BOUNDS_NO_POE',
  'OUT_OF_BOUNDS_NOT_REVOKED',
]);

/**
 * EN 319 102-1 §5.5, validation of signatures with time, in the standard's order. What time-stamps prove is
 * that the value existed, not the certificates beside it: those stay judged as of the context's time.
 */
export async function validateWithTime(
  facts: SignatureFacts,
  context: ProcessContext,
): Promise<TimedJudgement> {
  // Steps 1 and 2: the best signature time is now, or as an outside proof says, until shown to be earlier.
  const timeStamps = await judgeTimeStamps(facts, context);
  const basic = withContentTimeStamps(await validateSignature(facts, context), timeStamps);
  if (timeStamps.length === 0) return { ...basic, control: context.control, timeStamps };
  const overSignature = timeStamps.filter(isOverSignature);
  const block = new Block(context.policy);
  const open = isOpen(basic.outcome);
  // Step 3
  const control = open ? bestSignatureTime(overSignature, context.control) : context.control;
  // Step 4 a to d and steps 6 to 9: what was open is asked again at the best signature time.
  const again = open && basic.outcome.indication !== 'PASSED' && control !== context.control;
  const judged = again ? await validateSignature(facts, { ...context, control }) : basic;
  if (open) checkTimeStamps(block, basic, { timeStamps, control, context });
  else weighTimeStamps(block, timeStamps);
  const material = new CompleteMaterial({ ...judged, control }, timeStamps, context);
  const level = await reachedLevel(facts, timeStamps, material);
  return {
    ...judged,
    facts: { ...facts, level },
    blocks: [...judged.blocks, block],
    outcome: worstOutcome(judged.outcome, block.outcome),
    control,
    timeStamps,
  };
}

/** Each token as a signature in its own right (§5.4), by what came along with the signature too. */
async function judgeTimeStamps(
  { embedded, timeStamps = [] }: SignatureFacts,
  context: ProcessContext,
): Promise<readonly TimeStampJudgement[]> {
  if (timeStamps.length === 0) return [];
  const merger = context.merger ?? new EvidenceMerger(context.evidence);
  const { evidence } = merger.with(embedded);
  const judging = { ...context, evidence, merger: merger.over(evidence) };
  const judgements: TimeStampJudgement[] = [];
  for (const timeStamp of timeStamps) judgements.push(await validateTimeStamp(timeStamp, judging));
  return judgements;
}

/**
 * §5.3.4 steps 4 and 6: a content-time-stamp shows that the signature is no older than it. After the revocation,
 * the end of the certificate or of the algorithm the question is not open any more.
 */
function withContentTimeStamps(
  basic: Judgement,
  timeStamps: readonly TimeStampJudgement[],
): Judgement {
  const { certificate, outcome, path } = basic;
  const made = timeStamps
    .filter(({ kind, outcome: { indication } }) => {
      return kind === 'content-time-stamp' && indication === 'PASSED';
    })
    .map(({ info }) => info?.genTime.getTime() ?? 0);
  const after = Math.max(0, ...made);
  if (after === 0 || certificate === undefined) return basic;
  const { subIndication, reason } = outcome;
  const decided = (closed: SubIndication): Judgement => ({
    ...basic,
    outcome: outcomeOf({ subIndication: closed, reason: reason ?? reasonOf('time-stamp-order') }),
  });
  if (subIndication === 'REVOKED_NO_POE') {
    const revoked = path?.revocationTime?.getTime() ?? Number.POSITIVE_INFINITY;
    return after > revoked ? decided('REVOKED') : basic;
  }
  if (subIndication?.startsWith('OUT_OF_BOUNDS_')) {
    return after > certificate.notAfter.getTime() ? decided('EXPIRED') : basic;
  }
  if (subIndication !== 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE') return basic;
  const { until } = reason?.facts ?? {};
  const ended = typeof until === 'string' && after >= Date.parse(`${until}T00:00:00Z`);
  return ended ? decided('CRYPTO_CONSTRAINTS_FAILURE') : basic;
}

/**
 * Steps 3 and 4 b, e over tokens as they are judged now: whoever judges them again, by what is proven of the past,
 * asks again whether they contradict each other.
 */
export function checkTimeStamps(
  block: Block,
  judgement: Judgement,
  {
    timeStamps,
    control,
    context,
  }: {
    readonly timeStamps: readonly TimeStampJudgement[];
    readonly control: ControlTime;
    readonly context: ProcessContext;
  },
): void {
  weighTimeStamps(block, timeStamps);
  checkBeginning(block, judgement, control);
  checkOrder(block, timeStamps);
  checkContentFirst(block, timeStamps);
  checkDelay(block, judgement.facts, { control, context });
}

function isOverSignature({ kind }: TimeStampJudgement): boolean {
  return kind === 'signature-time-stamp';
}

// Step 4 e: what is over the content was made before what is over the signature.
function checkContentFirst(block: Block, timeStamps: readonly TimeStampJudgement[]): void {
  const held = timeStamps.filter(({ outcome }) => outcome.indication === 'PASSED');
  const content = held.filter(({ kind }) => kind === 'content-time-stamp');
  // Of the other tokens those that cover the signature, and with it the token over the content that it signs.
  const later = held.filter(({ kind }) => {
    return kind !== 'content-time-stamp' && kind !== 'references-time-stamp';
  });
  const late = content.find(({ info }) =>
    later.some(
      ({ info: other }) => info !== undefined && other !== undefined && isSurelyAfter(info, other),
    ),
  );
  const time = late?.info?.genTime.toISOString();
  block.check(
    'content-time-stamp-first',
    time === undefined
      ? undefined
      : failure('TIMESTAMP_ORDER_FAILURE', 'time-stamp-order', {
          earlier: 'content-time-stamp',
          later: 'signature',
          time,
        }),
  );
}

function isOpen({ indication, subIndication }: Outcome): boolean {
  return indication === 'PASSED' || (subIndication !== undefined && OPEN.has(subIndication));
}

/** Step 3, and §5.6.3.4 step 5: one that does not hold is dropped, and said; the policy may ask that all hold. */
function weighTimeStamps(block: Block, timeStamps: readonly TimeStampJudgement[]): void {
  for (const { outcome } of timeStamps) {
    const { subIndication, reason } = outcome;
    block.check(
      'signature-time-stamp',
      subIndication === undefined
        ? undefined
        : {
            subIndication,
            reason: { ...reasonOf('time-stamp-not-valid'), ...(reason && { cause: reason }) },
          },
    );
  }
}

function bestSignatureTime(
  timeStamps: readonly TimeStampJudgement[],
  control: ControlTime,
): ControlTime {
  let best = control;
  for (const { outcome, info } of timeStamps) {
    if (outcome.indication !== 'PASSED' || info === undefined) continue;
    if (info.genTime < best.time) best = { time: info.genTime, source: 'time-stamp' };
  }
  return best;
}

// Step 4 e: a good token from the future contradicts the time at which we judge.
function checkOrder(block: Block, timeStamps: readonly TimeStampJudgement[]): void {
  const late = timeStamps.find(
    ({ outcome }) => outcome.subIndication === 'TIMESTAMP_ORDER_FAILURE',
  );
  const { subIndication, reason } = late?.outcome ?? {};
  block.check('time-stamp-order', subIndication && reason && { subIndication, reason });
}

// Step 4 b: the key could not have signed before its certificate began.
function checkBeginning(block: Block, { certificate }: Judgement, { time }: ControlTime): void {
  const early = certificate !== undefined && time < certificate.notBefore;
  block.check(
    'best-signature-time-in-validity',
    early
      ? failure('NOT_YET_VALID', 'signer-certificate-not-yet-valid', {
          notBefore: certificate.notBefore.toISOString(),
          time: time.toISOString(),
        })
      : undefined,
  );
}

/** Step 5: where the policy limits how long after the claimed time the time-stamp may come. */
function checkDelay(
  block: Block,
  { claimedSigningTime: claimed }: SignatureFacts,
  { control, context }: { readonly control: ControlTime; readonly context: ProcessContext },
): void {
  const { timeStampDelay } = context.policy;
  if (timeStampDelay === undefined) return;
  const latest = claimed && claimed.getTime() + timeStampDelay * 1000;
  const late = latest === undefined || control.time.getTime() > latest;
  const facts = { time: control.time.toISOString(), delay: timeStampDelay };
  block.check(
    'time-stamp-delay',
    late ? failure('SIG_CONSTRAINTS_FAILURE', 'time-stamp-late', facts) : undefined,
  );
}
