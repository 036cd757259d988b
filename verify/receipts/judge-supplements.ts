import {
  type ConsistencySupplement,
  parseSupplement,
  type Supplement,
} from '../../formats/evidence/supplement.ts';
import { FormatError } from '../../formats/format-error.ts';
import { toHex } from '../../formats/hex.ts';
import { parseSignatureLine } from '../../formats/log/note.ts';
import { sha256Of } from '../log/sha256.ts';
import { type ReadCheckpoint, verifyCheckpoint } from '../log/verify-checkpoint.ts';
import { verifyCosignatures } from '../log/verify-cosignatures.ts';
import { verifyConsistency } from '../log/verify-log-proofs.ts';
import type { PathResult } from '../path/path-result.ts';
import { timeStampReport } from '../process/time-stamp/time-stamp-report.ts';
import {
  type TimeStampJudgement,
  validateTimeStamp,
} from '../process/time-stamp/validate-time-stamp.ts';
import type { Reason, SubIndication } from '../report/report.ts';
import type { TimeStampReport } from '../report/time-stamp-report.ts';
import type { CosignatureReport, GrownTo, ReceiptReason } from './receipt-report.ts';
import type { ReceiptInput } from './verify-receipt.ts';

/** Supplements to one receipt that are judged: each costs a path and public-key operations. */
export const SUPPLEMENTS_LIMIT = 16;

/** Milliseconds by which the clock of a TSA and that of the log may honestly differ. */
export const CLOCK_TOLERANCE = 5 * 60 * 1000;

export interface SupplementFinding {
  readonly indication: 'TOTAL-FAILED' | 'INDETERMINATE';
  readonly subIndication: SubIndication;
  readonly code: Extract<
    ReceiptReason,
    | 'supplement-unreadable'
    | 'supplement-of-other-checkpoint'
    | 'supplement-not-valid'
    | 'cosignature-wrong'
    | 'consistency-wrong'
    | 'time-stamp-before-entry'
  >;
  readonly facts?: Readonly<Record<string, string>>;
  readonly cause?: Reason;
}

export interface JudgedSupplements {
  readonly timeStamps: readonly TimeStampReport[];
  readonly cosignatures: readonly CosignatureReport[];
  readonly findings: readonly SupplementFinding[];
  /**
   * The largest checkpoint of the log, verified, that is proven to have grown out of this one.
   */
  readonly grownTo?: GrownTo;
  /**
   * Since when the text of the checkpoint is proven to exist, if a time-stamp over it holds, or a cosigner that is
   * trusted from outside saw it.
   */
  readonly provenTime?: Date;
  /** Of tokens that more evidence could still settle. */
  readonly openPaths: readonly PathResult[];
}

/**
 * Tokens and cosignatures over the receipt's checkpoint, each a signature in its own right. One that cannot be told
 * proves nothing and takes nothing away; one that is wrong is a finding: somebody put it there.
 */
export async function judgeSupplements(
  input: ReceiptInput,
  note: ReadCheckpoint,
): Promise<JudgedSupplements> {
  const { supplements = [], algorithms } = input;
  if (supplements.length > SUPPLEMENTS_LIMIT) {
    const detail = `${supplements.length} > ${SUPPLEMENTS_LIMIT}`;
    return { timeStamps: [], cosignatures: [], findings: [unreadable(detail)], openPaths: [] };
  }
  const checkpoint = toHex(await sha256Of(algorithms)(note.noteText));
  const judged: Judged[] = [];
  for (const bytes of supplements) {
    const supplement = read(bytes);
    if ('code' in supplement) judged.push({ findings: [supplement] });
    else if (supplement.checkpoint !== checkpoint) judged.push({ findings: [OTHER] });
    else judged.push(await judge(input, note, supplement));
  }
  const [largest] = judged.flatMap(({ grownTo }) => grownTo ?? []).sort((a, b) => b.size - a.size);
  const [first] = judged.flatMap(({ proven }) => proven ?? []).sort((a, b) => +a - +b);
  return {
    timeStamps: judged.flatMap(({ timeStamp }) => timeStamp ?? []),
    cosignatures: judged.flatMap(({ cosignature }) => cosignature ?? []),
    findings: judged.flatMap(({ findings }) => findings),
    openPaths: judged.flatMap(({ openPaths }) => openPaths ?? []),
    ...(largest === undefined ? {} : { grownTo: largest }),
    ...(first === undefined ? {} : { provenTime: first }),
  };
}

/** What came of one supplement. */
interface Judged {
  readonly findings: readonly SupplementFinding[];
  readonly timeStamp?: TimeStampReport;
  readonly cosignature?: CosignatureReport;
  readonly grownTo?: GrownTo;
  readonly proven?: Date | undefined;
  readonly openPaths?: readonly PathResult[];
}

async function judge(
  input: ReceiptInput,
  note: ReadCheckpoint,
  supplement: Supplement,
): Promise<Judged> {
  switch (supplement.kind) {
    case 'time-stamp':
      return judgeToken(input, note.noteText, supplement.token);
    case 'cosignature':
      return judgeCosignature(input, note, supplement.line);
    case 'consistency':
      return judgeGrowth(input, note, supplement);
  }
}

async function judgeToken(
  input: ReceiptInput,
  noteText: Uint8Array,
  token: Uint8Array,
): Promise<Judged> {
  const context = { ...input, ...timesOf(input.time) };
  const judgement = await validateTimeStamp(
    { kind: 'checkpoint-time-stamp', token, over: noteText },
    context,
  );
  const timeStamp = await timeStampReport(judgement, context);
  const passed = timeStamp.indication === 'TOTAL-PASSED';
  return {
    timeStamp,
    findings: findingOf(timeStamp),
    openPaths: openPathsOf(judgement),
    proven: passed ? judgement.info?.genTime : undefined,
  };
}

/** No certificate mends a token that is broken. */
function openPathsOf({ outcome, signature }: TimeStampJudgement): readonly PathResult[] {
  const path = signature?.path;
  const isOpen = outcome.indication === 'INDETERMINATE' && path?.indication !== 'PASSED';
  return isOpen && path !== undefined ? [path] : [];
}

/** A cosigner is believed by its key from outside alone; others, and those that cannot be computed, say nothing. */
async function judgeCosignature(
  { witnessKeys = [], algorithms, time }: ReceiptInput,
  note: ReadCheckpoint,
  text: string,
): Promise<Judged> {
  const line = parseSignatureLine(text);
  const signed = { ...note, signatures: [line] };
  const [verdict] = await verifyCosignatures(signed, witnessKeys, algorithms);
  const { name } = line;
  if (verdict === undefined) return { cosignature: { name, status: 'unknown-key' }, findings: [] };
  const { algorithm } = verdict.key;
  switch (verdict.status) {
    case 'not-supported':
      return { cosignature: { name, algorithm, status: 'not-supported' }, findings: [] };
    case 'malformed':
    case 'bad-signature':
      return {
        cosignature: { name, algorithm, status: 'wrong' },
        findings: [{ ...WRONG_COSIGNATURE, facts: { name } }],
      };
    case 'verified': {
      const { time: seen } = verdict;
      const cosignature = { name, algorithm, status: 'verified' } as const;
      if (seen === undefined) return { cosignature, findings: [] };
      return {
        cosignature: { ...cosignature, time: seen.toISOString() },
        findings: [],
        // "verifiers MAY reject cosignatures with timestamps in the future": one proves nothing before it comes.
        proven: seen <= time ? seen : undefined,
      };
    }
  }
}

/** The later checkpoint counts when the log signed it: of what somebody else wrote there nothing is known. */
async function judgeGrowth(
  { logKeys, algorithms }: ReceiptInput,
  { checkpoint: earlier }: ReadCheckpoint,
  { later: text, proof }: ConsistencySupplement,
): Promise<Judged> {
  const verdict = await verifyCheckpoint(text, logKeys, algorithms);
  switch (verdict.status) {
    case 'malformed':
      return { findings: [unreadable(verdict.cause.message)] };
    case 'unknown-key':
      return { findings: [] };
    case 'bad-signature':
    case 'other-log':
      return { findings: [WRONG_CONSISTENCY] };
    case 'verified': {
      const { checkpoint: later } = verdict;
      const holds = await verifyConsistency({ earlier, later, proof }, algorithms);
      if (!holds) return { findings: [WRONG_CONSISTENCY] };
      return { findings: [], grownTo: { size: later.size, root: toHex(later.root) } };
    }
  }
}

const WRONG_CONSISTENCY: SupplementFinding = {
  indication: 'TOTAL-FAILED',
  subIndication: 'HASH_FAILURE',
  code: 'consistency-wrong',
};

const WRONG_COSIGNATURE = {
  indication: 'TOTAL-FAILED',
  subIndication: 'SIG_CRYPTO_FAILURE',
  code: 'cosignature-wrong',
} as const;

// Nothing outside vouches for the token's age, so that it is judged as of now (EN 319 102-1 §5.4).
function timesOf(time: Date) {
  const control = { time, source: 'validation-time' } as const;
  return { control, validationTime: time, evidenceTime: time, fileTime: time };
}

function read(bytes: Uint8Array): Supplement | SupplementFinding {
  try {
    return parseSupplement(bytes);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return unreadable(error.message);
  }
}

function unreadable(detail: string): SupplementFinding {
  return {
    indication: 'TOTAL-FAILED',
    subIndication: 'FORMAT_FAILURE',
    code: 'supplement-unreadable',
    facts: { detail },
  };
}

const OTHER: SupplementFinding = {
  indication: 'TOTAL-FAILED',
  subIndication: 'HASH_FAILURE',
  code: 'supplement-of-other-checkpoint',
};

function findingOf(report: TimeStampReport): SupplementFinding[] {
  const { indication, subIndication = 'FORMAT_FAILURE', reason } = report;
  if (indication !== 'TOTAL-FAILED') return [];
  return [{ indication, subIndication, code: 'supplement-not-valid', cause: reason }];
}

/**
 * A token that holds proves that the checkpoint existed at its time: then no entry under it can be of later.
 * Which of the two clocks was wrong cannot be told.
 */
export function contradictions(
  timeStamps: readonly TimeStampReport[],
  entryTime: string,
): readonly SupplementFinding[] {
  return timeStamps.flatMap(({ indication, genTime, accuracy = 0 }) => {
    if (indication !== 'TOTAL-PASSED' || genTime === undefined) return [];
    const latest = Date.parse(genTime) + accuracy * 1000 + CLOCK_TOLERANCE;
    if (latest >= Date.parse(entryTime)) return [];
    return [
      {
        indication: 'INDETERMINATE',
        subIndication: 'TIMESTAMP_ORDER_FAILURE',
        code: 'time-stamp-before-entry',
        facts: { stamped: genTime, entry: entryTime },
      },
    ];
  });
}
