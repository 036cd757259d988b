import type { Algorithms } from '../../algorithms/registry.ts';
import { leafData } from '../../formats/evidence/entry.ts';
import { type ParsedReceipt, parseReceipt } from '../../formats/evidence/receipt.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { LogKey } from '../log/log-key.ts';
import { sha256Of } from '../log/sha256.ts';
import { type ReadCheckpoint, verifyCheckpoint } from '../log/verify-checkpoint.ts';
import { verifyInclusion } from '../log/verify-log-proofs.ts';
import type { WitnessKey } from '../log/witness-key.ts';
import type { KnownAuthorities } from '../path/known-authorities.ts';
import type { PathResult } from '../path/path-result.ts';
import type { Work } from '../path/work.ts';
import type { Policy } from '../policy/policy.ts';
import { policyDigest } from '../policy/policy-digest.ts';
import type { Evidence } from '../process/evidence.ts';
import type { CheckResult, MainIndication, Reason, SubIndication } from '../report/report.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import { contradictions, judgeSupplements } from './judge-supplements.ts';
import type { ReceiptReason, ReceiptReport } from './receipt-report.ts';
import { validateSeal } from './validate-seal.ts';

/** All trust comes from outside: nothing inside the receipt vouches for it. */
export interface ReceiptInput {
  readonly bytes: Uint8Array;
  /** What came later about the same checkpoint (okno-supplement/1). */
  readonly supplements?: readonly Uint8Array[];
  readonly logKeys: readonly LogKey[];
  /** Of cosigners that are trusted to have seen the log; absent: none. */
  readonly witnessKeys?: readonly WitnessKey[];
  readonly trust: readonly TrustAnchor[];
  readonly evidence: Evidence;
  readonly policy: Policy;
  readonly algorithms: Algorithms;
  readonly time: Date;
  /** What the package that the receipt lies in may still cost. */
  readonly work?: Work;
  /** Of files before; absent: as `work` knows, or nothing. */
  readonly known?: KnownAuthorities | undefined;
}

/** One finding against the receipt; the worst decides, the first among equals is the reason. */
interface Finding {
  readonly indication: Exclude<MainIndication, 'TOTAL-PASSED'>;
  readonly subIndication?: SubIndication;
  readonly code: ReceiptReason;
  readonly facts?: Readonly<Record<string, string | number>>;
  readonly cause?: Reason;
}

type Step = { readonly id: string; readonly clause: string; readonly findings: readonly Finding[] };

/** A receipt as it is judged with the evidence that is there. */
export interface JudgedReceipt {
  readonly report: ReceiptReport;
  /** Paths of seal and tokens where more evidence could still settle the decision; empty: none would help. */
  readonly openPaths: readonly PathResult[];
}

/** Judges a receipt offline: its form, its place in the log, the log's signature, the operator's seal. */
export async function verifyReceipt(input: ReceiptInput): Promise<ReceiptReport> {
  return (await judgeReceipt(input)).report;
}

/** As `verifyReceipt`, with the paths that lack evidence. */
export async function judgeReceipt(input: ReceiptInput): Promise<JudgedReceipt> {
  let receipt: ParsedReceipt;
  try {
    receipt = parseReceipt(input.bytes);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const finding = failed('receipt-unreadable', 'FORMAT_FAILURE', { detail: error.message });
    return conclude(input, [step('receipt-form', 'RFC 8785', [finding])], {});
  }
  return judgeParsed(input, receipt);
}

async function judgeParsed(input: ReceiptInput, receipt: ParsedReceipt): Promise<JudgedReceipt> {
  const { action, paragraph, time, legalDate, actor, content } = receipt.entry;
  const entry = { action, paragraph, time, legalDate, actor, content };
  const early = [step('receipt-form', 'RFC 8785', []), checkTime(receipt, input.time)];
  const { checkpoint: note, index } = receipt.proof;
  const verdict = await verifyCheckpoint(note, input.logKeys, input.algorithms);
  // A receipt never changes: co-signatures come as supplements, so that there is exactly one line here.
  if (verdict.status === 'malformed' || verdict.signatures.length !== 1) {
    const detail = verdict.status === 'malformed' ? verdict.cause.message : 'several signatures';
    const finding = failed('checkpoint-malformed', 'FORMAT_FAILURE', { detail });
    const steps = [...early, step('checkpoint', 'C2SP tlog-checkpoint', [finding])];
    return conclude(input, steps, { entry });
  }
  const supplements = await judgeSupplements(input, verdict);
  const signed = judgeCheckpoint(verdict, {
    entry: new Date(time),
    validation: input.time,
    proven: supplements.provenTime,
  });
  const steps = [
    ...early,
    signed,
    await checkInclusion(receipt, verdict, input.algorithms),
    ...(input.supplements === undefined
      ? []
      : [
          step(
            'supplements',
            'RFC 3161; EN 319 102-1 §5.4; C2SP tlog-cosignature; RFC 9162 §2.1.4.2',
            [...supplements.findings, ...contradictions(supplements.timeStamps, entry.time)],
          ),
        ]),
  ];
  const { origin, size } = verdict.checkpoint;
  const { timeStamps, cosignatures, grownTo } = supplements;
  const facts = {
    entry,
    log: { origin, index, size },
    ...(timeStamps.length === 0 ? {} : { timeStamps }),
    ...(cosignatures.length === 0 ? {} : { cosignatures }),
    ...(grownTo === undefined ? {} : { grownTo }),
  };
  // A seal over a checkpoint that does not hold the entry says nothing about the entry.
  if (steps.some(({ findings }) => findings.some(isFailure))) return conclude(input, steps, facts);
  const provenTime = signed.findings.length === 0 ? new Date(time) : undefined;
  const sealed = { seal: receipt.seal, sealed: verdict.noteText };
  const seal = await validateSeal({ ...input, ...sealed, provenTime });
  const sealing = step('seal', 'RFC 5652 §5; EN 319 102-1', seal.findings);
  const open = [...(seal.openPaths ?? []), ...supplements.openPaths];
  const told = { ...facts, ...(seal.report === undefined ? {} : { seal: seal.report }) };
  return conclude(input, [...steps, sealing], told, open);
}

function checkTime({ entry }: ParsedReceipt, validationTime: Date): Step {
  const late = Date.parse(entry.time) > validationTime.getTime();
  const facts = { time: entry.time, validationTime: validationTime.toISOString() };
  return step('entry-time', 'Decree 65, para. 24', [
    ...(late ? [indeterminate('entry-after-validation-time', facts)] : []),
  ]);
}

interface Times {
  readonly entry: Date;
  readonly validation: Date;
  /** Since when the checkpoint is proven by others than the log. */
  readonly proven: Date | undefined;
}

function judgeCheckpoint(
  verdict: Exclude<Awaited<ReturnType<typeof verifyCheckpoint>>, { status: 'malformed' }>,
  times: Times,
): Step {
  const { origin } = verdict.checkpoint;
  const findings = (): readonly Finding[] => {
    switch (verdict.status) {
      case 'verified':
        return judgeKey(verdict.key, times);
      case 'unknown-key':
        return [indeterminate('log-key-not-given', { origin })];
      case 'bad-signature':
        return [failed('checkpoint-signature-wrong', 'SIG_CRYPTO_FAILURE', { origin })];
      case 'other-log':
        return [failed('checkpoint-of-other-log', 'SIG_CONSTRAINTS_FAILURE', { origin })];
    }
  };
  return step('checkpoint-signature', 'C2SP signed-note', findings());
}

/** What the signature proves by the dates of its key. */
function judgeKey({ name: origin, retired, compromised }: LogKey, times: Times): Finding[] {
  const { entry, validation, proven } = times;
  if (compromised !== undefined && compromised <= validation) {
    const facts = { origin, since: compromised.toISOString() };
    if (entry >= compromised) return [indeterminate('entry-after-compromise', facts)];
    // The key may be in other hands, which can date back: its signature alone proves no time before that. Nor need
    // it, where a time-stamp or a cosigner proves that the signed text is older.
    if (proven === undefined || proven >= compromised) {
      return [indeterminate('log-key-compromised', facts)];
    }
  }
  // In good order nobody else had it: the time of its own entries is believed.
  if (retired !== undefined && entry >= retired) {
    return [indeterminate('entry-after-key-retired', { origin, since: retired.toISOString() })];
  }
  return [];
}

async function checkInclusion(
  receipt: ParsedReceipt,
  { checkpoint }: ReadCheckpoint,
  algorithms: Algorithms,
): Promise<Step> {
  const { salt, entryBytes, proof } = receipt;
  const leaf = await leafData(sha256Of(algorithms), { salt, bytes: entryBytes });
  const { index, path } = proof;
  const included = await verifyInclusion({ leaf, index, path, checkpoint }, algorithms);
  const facts = { index, size: checkpoint.size };
  return step('inclusion', 'RFC 9162 §2.1.3.2', [
    ...(included ? [] : [failed('entry-not-in-log', 'HASH_FAILURE', facts)]),
  ]);
}

async function conclude(
  { time, policy, algorithms }: ReceiptInput,
  steps: readonly Step[],
  facts: Pick<ReceiptReport, 'entry' | 'log' | 'seal' | 'timeStamps' | 'cosignatures' | 'grownTo'>,
  openPaths: readonly PathResult[] = [],
): Promise<JudgedReceipt> {
  const findings = steps.flatMap((each) => each.findings);
  const worst = findings.find(isFailure) ?? findings[0];
  const report: ReceiptReport = {
    indication: worst?.indication ?? 'TOTAL-PASSED',
    ...(worst?.subIndication === undefined ? {} : { subIndication: worst.subIndication }),
    reason: reasonOf(worst),
    validationTime: time.toISOString(),
    policy: policy.name,
    policyDigest: await policyDigest(policy, algorithms),
    ...facts,
    checks: steps.map(checkResult),
  };
  return { report, openPaths: report.indication === 'TOTAL-FAILED' ? [] : openPaths };
}

function checkResult({ id, clause, findings: [first] }: Step): CheckResult {
  if (first === undefined) return { id, clause, outcome: 'passed' };
  const outcome = first.indication === 'TOTAL-FAILED' ? 'failed' : 'warning';
  return { id, clause, outcome, reason: reasonOf(first) };
}

function reasonOf(finding: Finding | undefined): ReceiptReport['reason'] {
  if (finding === undefined) return { code: 'passed' };
  const { code, facts, cause } = finding;
  return {
    code,
    ...(facts === undefined ? {} : { facts }),
    ...(cause === undefined ? {} : { cause }),
  };
}

const isFailure = ({ indication }: Finding) => indication === 'TOTAL-FAILED';

function step(id: string, clause: string, findings: readonly Finding[]): Step {
  return { id, clause, findings };
}

function failed(
  code: ReceiptReason,
  subIndication: SubIndication,
  facts: Finding['facts'] & object,
): Finding {
  return { indication: 'TOTAL-FAILED', subIndication, code, facts };
}

function indeterminate(code: ReceiptReason, facts: Finding['facts'] & object): Finding {
  return { indication: 'INDETERMINATE', code, facts };
}
