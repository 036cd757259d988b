import type { ReceiptReport } from '../../receipts/receipt-report.ts';
import type {
  MainIndication,
  Reason,
  SignatureReport,
  SignedContent,
  SubIndication,
  ValidationObject,
} from '../report.ts';
import type { JudgedFile } from '../shown/show-validation.ts';
import type { TimeStampReport } from '../time-stamp-report.ts';
import type { Verdict } from '../verdict.ts';

/** A signature with the judgement that it was part of. */
export interface JudgedSignature extends JudgedFile {
  readonly signature: SignatureReport;
}

/** What is no signature of a document by itself: a receipt, package or time-stamp as a whole, a file without any. */
export interface JudgedWhole {
  readonly file: string;
  readonly indication: MainIndication;
  readonly subIndication?: SubIndication;
  readonly reason?: Reason;
  /** Where there is no reason of a report: what the reader of the file said. */
  readonly said?: string;
  /** A time-stamp by itself: no signature of a document, so that it has the status of a validation object. */
  readonly isPart?: true;
}

export interface Judged {
  readonly wholes: readonly JudgedWhole[];
  readonly signatures: readonly JudgedSignature[];
  readonly objects: readonly ValidationObject[];
  /** Tokens in no signature: by themselves, or over the checkpoints of receipts. */
  readonly timeStamps: readonly LoneTimeStamp[];
}

export interface LoneTimeStamp extends TimeStampReport {
  /** What it is known to be over; absent: a checkpoint, or nothing that is known. */
  readonly over?: SignedContent;
}

/** Every signature that a verdict tells of, seals of receipts and packages included. */
export function judgedIn(verdict: Verdict): Judged {
  switch (verdict.kind) {
    case 'signature': {
      const { signatures, validationObjects = [], ...file } = verdict.report;
      const none = { file: file.file, ...NO_SIGNATURE, said: 'no signature found' };
      return {
        wholes: signatures.length === 0 ? [none] : [],
        signatures: signatures.map((signature) => ({ ...file, signature })),
        objects: validationObjects,
        timeStamps: [],
      };
    }
    case 'time-stamp': {
      const { report } = verdict;
      const { timeStamp, stampedContent, validationObjects } = report;
      const { file, indication, subIndication, reason } = report;
      const status = { indication, ...(subIndication && { subIndication }), reason };
      return {
        wholes: [{ file, ...status, isPart: true }],
        signatures: [],
        objects: validationObjects,
        timeStamps:
          timeStamp === undefined
            ? []
            : [{ ...timeStamp, ...(stampedContent && { over: stampedContent }) }],
      };
    }
    case 'receipt':
      return {
        wholes: [{ ...verdict.report, file: verdict.file }],
        signatures: sealsOf([verdict.report], verdict.file),
        objects: [],
        timeStamps: verdict.report.timeStamps ?? [],
      };
    case 'package': {
      const { report } = verdict;
      const receipts = [
        ...(report.issued === undefined ? [] : [report.issued]),
        ...report.receipts,
        ...report.documents.flatMap(({ versions }) =>
          versions.flatMap(({ received, placed, later }) => [
            received,
            ...(placed === undefined ? [] : [placed]),
            ...later,
          ]),
        ),
      ];
      return {
        wholes: [report],
        signatures: [
          ...(report.seal === undefined ? [] : [{ ...report, signature: report.seal }]),
          ...report.documents.flatMap(({ versions }) =>
            versions.flatMap((version) =>
              version.signatures.flatMap(({ file, signatures }) =>
                signatures.map((signature) => ({ ...report, file, signature })),
              ),
            ),
          ),
          ...sealsOf(receipts, report.file),
        ],
        objects: [],
        timeStamps: receipts.flatMap(({ timeStamps = [] }) => timeStamps),
      };
    }
    case 'unreadable':
      return {
        wholes: [{ file: verdict.file, ...NO_SIGNATURE, said: verdict.error.message }],
        signatures: [],
        objects: [],
        timeStamps: [],
      };
  }
}

// EN 319 102-1 §5.2.2: nothing in the file conforms to a format of signatures. No word of the standard says that
// there is none; a pass is the last thing that a reader may take it for.
const NO_SIGNATURE = { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' } as const;

function sealsOf(receipts: readonly ReceiptReport[], file: string): JudgedSignature[] {
  return receipts.flatMap(({ seal, validationTime, policy }) =>
    seal === undefined ? [] : [{ file, validationTime, policy, signature: seal }],
  );
}
