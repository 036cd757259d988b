// EN 319 102-1 §5.6.3: validation of signatures with long-term availability and integrity of validation material.
import type { PathResult } from '../../path/path-result.ts';
import { withWorkingKey } from '../../path/working-key.ts';
import { acceptSignature } from '../accept-signature.ts';
import { Block, failure, PASSED, worstOutcome } from '../block.ts';
import type { Evidence } from '../evidence.ts';
import { EvidenceMerger } from '../merge-evidence.ts';
import { reachedLevel } from '../reached-level.ts';
import { checkReferences } from '../references-in-path.ts';
import type { EmbeddedData, SignatureFacts } from '../signature-facts.ts';
import {
  recheckToken,
  type TimeStampJudgement,
  tokenPolicy,
} from '../time-stamp/validate-time-stamp.ts';
import type { Judgement, ProcessContext } from '../validate-signature.ts';
import { checkDoubts } from '../validate-signer.ts';
import { checkTimeStamps, type TimedJudgement, validateWithTime } from '../validate-with-time.ts';
import { CompleteMaterial } from './complete-material.ts';
import { extractProofs, madeAfter } from './extract-proofs.ts';
import { newestFirst } from './newest-first.ts';
import { ProofsOfExistence } from './proofs-of-existence.ts';
import { ReferencedObjects } from './referenced-objects.ts';
import {
  isOpenInPast,
  type PastSignature,
  validatePastSignature,
} from './validate-past-signature.ts';

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
  const timeStamps = await proveByTimeStamps(timed.timeStamps, past, proofs); // step 5
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

/** What came along with the signature and with each of its tokens serves all of them. */
function evidenceOfAll(
  { facts, timeStamps }: TimedJudgement,
  context: ProcessContext,
): { readonly evidence: Evidence; readonly merger: EvidenceMerger } {
  const embedded: readonly EmbeddedData[] = [
    facts.embedded,
    ...timeStamps.flatMap(({ signature }) => (signature ? [signature.facts.embedded] : [])),
  ];
  const merger = context.merger ?? new EvidenceMerger(context.evidence);
  const { evidence } = merger.with({
    certificates: embedded.flatMap(({ certificates }) => certificates),
    crls: embedded.flatMap(({ crls }) => crls),
    ocspResponses: embedded.flatMap(({ ocspResponses }) => ocspResponses),
  });
  return { evidence, merger: merger.over(evidence) };
}

/**
 * Step 2: everything exists now, what is in the file since the file does, what was handed in since that is proven;
 * step 4: the signature since its best time.
 */
function startingProofs(
  { facts, timeStamps }: TimedJudgement,
  context: ProcessContext,
): ProofsOfExistence {
  const proofs = new ProofsOfExistence(context.validationTime);
  const { evidence, evidenceTime } = context;
  const responders = evidence.ocspResponses.flatMap((one) => one.certificates);
  const given = [evidence.certificates, responders, evidence.crls, evidence.ocspResponses];
  for (const { der } of given.flat()) proofs.prove(der, evidenceTime);
  const { certificates, crls, ocspResponses } = facts.embedded;
  const inFile = [
    ...certificates.map(({ der }) => der),
    ...crls,
    ...ocspResponses,
    ...timeStamps.map(({ stamp }) => stamp.token),
    ...timeStamps.flatMap(({ signature }) => (signature ? [signature.facts.value.value] : [])),
  ];
  for (const octets of inFile) proofs.prove(octets, context.fileTime);
  return proofs;
}

/** Step 5: from the newest to the oldest, each proves what the one before it needs. */
async function proveByTimeStamps(
  timeStamps: readonly TimeStampJudgement[],
  context: ProcessContext,
  proofs: ProofsOfExistence,
): Promise<readonly TimeStampJudgement[]> {
  const found = new Map<TimeStampJudgement, TimeStampJudgement>();
  const made = await madeAfter(timeStamps);
  const referenced = new ReferencedObjects(context);
  for (const one of await newestFirst(timeStamps)) {
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

/** Blocks after those that answer their failures by what is proven of the past. */
function answered(blocks: readonly Block[], later: readonly Block[]): readonly Block[] {
  return [...blocks.map((each) => each.withoutFailures(later)), ...later];
}

/** §5.6.3.4 step 5 b: signature acceptance validation of the token at the earliest proof of it. */
function acceptToken(
  { facts, certificate: named, path }: Judgement,
  { algorithms, policy }: ProcessContext,
  controlTime: Date,
): Block {
  if (named === undefined) return new Block(policy); // told by the identification already
  const certificate = withWorkingKey(named, path);
  return acceptSignature({ facts, certificate, controlTime, algorithms, policy });
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

/** The judgement with the path as it was found good in the past. */
function inPast<T extends Judgement>(judgement: T, { past }: PastSignature): T {
  if (past === undefined) return judgement;
  const { path: checked, revocation, told, used, doubts } = past;
  const path: PathResult = {
    indication: 'PASSED',
    reason: { code: 'path-valid' },
    path: checked.certificates.map(({ certificate }) => certificate),
    anchor: checked.anchor,
    revocation,
    told,
    tried: [],
    notTold: 0,
    used,
    doubts,
    checked,
  };
  return { ...judgement, path };
}
