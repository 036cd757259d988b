// EN 319 102-1 §5.6.3.4 step 5: time-stamps as the newer ones prove them, and what they prove in turn.
import { withWorkingKey } from '../../path/working-key.ts';
import { acceptSignature } from '../accept-signature.ts';
import { Block, PASSED, worstOutcome } from '../block.ts';
import {
  recheckToken,
  type TimeStampJudgement,
  tokenPolicy,
} from '../time-stamp/validate-time-stamp.ts';
import type { Judgement, ProcessContext } from '../validate-signature.ts';
import { checkDoubts } from '../validate-signer.ts';
import { extractProofs, madeAfter } from './extract-proofs.ts';
import { newestFirst } from './newest-first.ts';
import { answered, inPast } from './past-judgement.ts';
import type { ProofsOfExistence } from './proofs-of-existence.ts';
import type { ReferencedObjects } from './referenced-objects.ts';
import {
  isOpenInPast,
  type PastSignature,
  validatePastSignature,
} from './validate-past-signature.ts';

/** From the newest to the oldest, each proves what the one before it needs. */
export async function proveByTimeStamps(
  timeStamps: readonly TimeStampJudgement[],
  context: ProcessContext,
  { proofs, referenced }: { proofs: ProofsOfExistence; referenced: ReferencedObjects },
): Promise<readonly TimeStampJudgement[]> {
  const found = new Map<TimeStampJudgement, TimeStampJudgement>();
  const made = await madeAfter(timeStamps);
  for (const one of await newestFirst(timeStamps)) {
    if (one.signature !== undefined) await referenced.proveNamed(one.signature, proofs);
    const judged = await judgeInPast(one, context, proofs);
    found.set(one, judged);
    if (judged.outcome.indication === 'PASSED') {
      await extractProofs(judged, { made, referenced, proofs });
    }
  }
  return timeStamps.map((one) => found.get(one) ?? one);
}

async function judgeInPast(
  judgement: TimeStampJudgement,
  context: ProcessContext,
  proofs: ProofsOfExistence,
): Promise<TimeStampJudgement> {
  const { signature, outcome, stamp } = judgement;
  if (outcome.indication === 'PASSED' || signature === undefined) return judgement;
  const judging = {
    ...context,
    purpose: 'time-stamp',
    policy: tokenPolicy(context.policy),
  } as const;
  const open = isOpenInPast(signature.outcome);
  if (signature.outcome.indication !== 'PASSED' && !open) return judgement;
  const past: PastSignature = open
    ? await validatePastSignature(signature, judging, proofs)
    : { outcome: PASSED };
  const { block: own } = await recheckToken(judgement, context, proofs.timeOf(stamp.token));
  const found = inPast(signature, past);
  const accepted = acceptToken(found, judging, proofs.timeOf(signature.facts.value.value));
  const decided = worstOutcome(past.outcome, own.outcome, accepted.outcome);
  if (decided.indication !== 'PASSED') return judgement;
  const asked = new Block(judging.policy);
  if (open) asked.check('past-signature-validation');
  checkDoubts(asked, past.past?.doubts ?? []);
  const blocks = answered(judgement.blocks, [asked, accepted, own]);
  return { ...judgement, outcome: decided, blocks, signature: found };
}

/** Step 5 b: signature acceptance validation of the token at the earliest proof of it. */
function acceptToken(
  { facts, certificate: named, path }: Judgement,
  { algorithms, policy }: ProcessContext,
  controlTime: Date,
): Block {
  if (named === undefined) return new Block(policy); // told by the identification already
  const certificate = withWorkingKey(named, path);
  return acceptSignature({ facts, certificate, controlTime, algorithms, policy });
}
