import { parseSupplement, type Supplement } from '../../formats/evidence/supplement.ts';
import { FormatError } from '../../formats/format-error.ts';
import { toHex } from '../../formats/hex.ts';
import { sha256Of } from '../log/sha256.ts';
import { timeStampReport } from '../process/time-stamp/time-stamp-report.ts';
import { validateTimeStamp } from '../process/time-stamp/validate-time-stamp.ts';
import type { Reason, SubIndication } from '../report/report.ts';
import type { TimeStampReport } from '../report/time-stamp-report.ts';
import type { ReceiptReason } from './receipt-report.ts';
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
    | 'time-stamp-before-entry'
  >;
  readonly facts?: Readonly<Record<string, string>>;
  readonly cause?: Reason;
}

export interface JudgedSupplements {
  readonly timeStamps: readonly TimeStampReport[];
  readonly findings: readonly SupplementFinding[];
  /** Since when the text of the checkpoint is proven to exist, if a time-stamp over it holds. */
  readonly provenTime?: Date;
}

/**
 * Tokens over the text of the receipt's checkpoint, each a signature in its own right. One that cannot be told
 * proves nothing and takes nothing away; one that is wrong is a finding: somebody put it there.
 */
export async function judgeSupplements(
  input: ReceiptInput,
  noteText: Uint8Array,
): Promise<JudgedSupplements> {
  const { supplements = [], algorithms, time } = input;
  if (supplements.length > SUPPLEMENTS_LIMIT) {
    const detail = `${supplements.length} > ${SUPPLEMENTS_LIMIT}`;
    return { timeStamps: [], findings: [unreadable(detail)] };
  }
  const checkpoint = toHex(await sha256Of(algorithms)(noteText));
  const timeStamps: TimeStampReport[] = [];
  const findings: SupplementFinding[] = [];
  let provenTime: Date | undefined;
  for (const bytes of supplements) {
    const supplement = read(bytes);
    if ('code' in supplement) findings.push(supplement);
    else if (supplement.checkpoint !== checkpoint) findings.push(OTHER);
    else {
      const context = { ...input, ...timesOf(time) };
      const { token } = supplement;
      const judgement = await validateTimeStamp(
        { kind: 'checkpoint-time-stamp', token, over: noteText },
        context,
      );
      const report = await timeStampReport(judgement, context);
      timeStamps.push(report);
      findings.push(...findingOf(report));
      const proven = report.indication === 'TOTAL-PASSED' ? judgement.info?.genTime : undefined;
      if (proven && (provenTime === undefined || proven < provenTime)) provenTime = proven;
    }
  }
  return { timeStamps, findings, ...(provenTime === undefined ? {} : { provenTime }) };
}

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
