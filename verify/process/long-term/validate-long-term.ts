// EN 319 102-1 §5.6.3: validation of signatures with long-term availability and integrity of validation material.
import { withWorkingKey } from '../../path/working-key.ts';
import { acceptSignature } from '../accept-signature.ts';
import { Block, failure, worstOutcome } from '../block.ts';
import { reachedLevel } from '../reached-level.ts';
import { checkReferences } from '../references-in-path.ts';
import type { SignatureFacts } from '../signature-facts.ts';
import type { TimeStampJudgement } from '../time-stamp/validate-time-stamp.ts';
import type { ProcessContext } from '../validate-signature.ts';
import { checkDoubts } from '../validate-signer.ts';
import { checkTimeStamps, type TimedJudgement, validateWithTime } from '../validate-with-time.ts';
import { CompleteMaterial } from './complete-material.ts';
import { answered, inPast } from './past-judgement.ts';
import type { ProofsOfExistence } from './proofs-of-existence.ts';
import { proveByTimeStamps } from './prove-by-time-stamps.ts';
import { ReferencedObjects } from './referenced-objects.ts';
import { evidenceOfAll, startingProofs } from './starting-proofs.ts';
import { isOpenInPast, validatePastSignature } from './validate-past-signature.ts';

/** Those that are over more than the signature, other tokens or validation data: material for this process. */
const PROVE_MORE: ReadonlySet<TimeStampJudgement['kind']> = new Set([
  'archive-time-stamp',
  'signature-and-references-time-stamp',
  'references-time-stamp',
]);

/**
 * The whole decision about one signature: basic, with time, and by what archive time-stamps prove: its own, or those
 * of the signature whose value it is over (`proven`).
 */
export async function validateLongTerm(
  facts: SignatureFacts,
  context: ProcessContext,
  proven?: ProofsOfExistence,
): Promise<TimedJudgement> {
  const timed = await validateWithTime(facts, context);
  const archived = timed.timeStamps.some(({ kind }) => PROVE_MORE.has(kind));
  if (!archived && proven === undefined) return timed;
  const open = isOpenInPast(timed.outcome);
  const told = archived && timed.outcome.indication === 'PASSED';
  if (!open && !told) return timed; // step 3
  const past = { ...context, ...evidenceOfAll(timed, context) };
  const proofs = (open ? proven : undefined) ?? startingProofs(timed, context); // steps 2 and 4
  proofs.prove(facts.value.value, timed.control.time);
  const referenced = new ReferencedObjects(past);
  const timeStamps = await proveByTimeStamps(timed.timeStamps, past, { proofs, referenced }); // step 5
  await referenced.proveNamed(timed, proofs);
  // The level that was told is that of now: it is found anew from the form in which the signature came.
  const found = { ...timed, facts, timeStamps };
  return open ? conclude(found, past, proofs) : withProofs(timed, { found, proofs, context: past });
}

/**
 * A signature that passes asks nothing of the past (step 3): what its tokens prove is told beside the decision, unless
 * those that hold by what is proven contradict others. See proofs-of-what-passes.md.
 */
async function withProofs(
  timed: TimedJudgement,
  {
    found,
    proofs,
    context,
  }: {
    readonly found: TimedJudgement;
    readonly proofs: ProofsOfExistence;
    readonly context: ProcessContext;
  },
): Promise<TimedJudgement> {
  const { facts, timeStamps, control } = found;
  const block = new Block(context.policy);
  checkTimeStamps(block, timed, { timeStamps, control, context });
  if (block.outcome.indication !== 'PASSED') return timed;
  const proven = { time: proofs.timeOf(facts.value.value) };
  const level = await levelOf({ ...found, control: proven }, context);
  const blocks = answered(timed.blocks, [block]);
  return { ...found, facts: { ...facts, level }, blocks, proofs };
}

/** Steps 6 to 10. */
async function conclude(
  timed: TimedJudgement,
  context: ProcessContext,
  proofs: ProofsOfExistence,
): Promise<TimedJudgement> {
  const { facts, certificate } = timed;
  const { time, token } = proofs.proofOf(facts.value.value); // step 6
  const past = await validatePastSignature(timed, context, proofs); // step 7
  const block = new Block(context.policy);
  const { subIndication, reason } = past.outcome;
  block.check(
    'past-signature-validation',
    subIndication &&
      (past.because ?? {
        subIndication,
        reason: reason ?? failure('NO_POE', 'past-path-not-found').reason,
      }),
  );
  if (past.outcome.indication !== 'PASSED' || certificate === undefined) {
    const level = await levelOf({ ...timed, control: { time } }, context);
    const blocks = [...timed.blocks, block];
    return { ...timed, facts: { ...facts, level }, outcome: past.outcome, blocks, proofs };
  }
  const source = token === undefined ? timed.control.source : 'time-stamp';
  const control = { time, source };
  // Step 8, and what §5.5.4 asks of tokens: some hold only by what is proven, and may now contradict others.
  checkTimeStamps(block, timed, { timeStamps: timed.timeStamps, control, context });
  const { algorithms, policy } = context;
  const found = inPast(timed, past);
  const acceptance = acceptSignature({
    ...{ facts, certificate: withWorkingKey(certificate, found.path), algorithms, policy },
    controlTime: time,
  }); // step 9
  const told = new Set(timed.path?.doubts.map(({ certificate: { der } }) => der));
  checkDoubts(block, past.past?.doubts.filter((one) => !told.has(one.certificate.der)) ?? []);
  await checkReferences(acceptance, facts, found.path?.path ?? [], algorithms);
  const level = await levelOf({ ...found, control }, context);
  return {
    ...found,
    facts: { ...facts, level },
    blocks: answered(timed.blocks, [block, acceptance]),
    outcome: worstOutcome(block.outcome, acceptance.outcome), // step 10
    control,
    timeStamps: timed.timeStamps,
    proofs,
  };
}

function levelOf(
  judged: Pick<TimedJudgement, 'facts' | 'path' | 'timeStamps'> & { control: { time: Date } },
  context: ProcessContext,
): Promise<string> {
  const material = new CompleteMaterial(judged, judged.timeStamps, context);
  return reachedLevel(judged.facts, judged.timeStamps, material);
}
