import { parseReceipt } from '../../formats/evidence/receipt.ts';
import type { IntakeAnswer } from '../../vault/documents/receive-document.ts';
import { holdAnswer } from './hold-answer.ts';
import { warningAnswer } from './warning-answer.ts';

/** What a client gets for a document taken in: a function of the record, the same for every repetition. */
export function intakeAnswer({ outcome, receipts }: IntakeAnswer) {
  const { contractId, documentId, version, state, sha256, size, warnings, reasons } = outcome;
  return {
    contractId,
    documentId,
    version,
    state,
    sha256,
    size,
    warnings: warnings.map(warningAnswer),
    ...(reasons === undefined ? {} : { reasons: reasons.map(holdAnswer) }),
    receipts: receipts.map(({ entryId, bytes }) => {
      const { entry } = parseReceipt(bytes);
      return { id: entryId, action: entry.action, time: entry.time, legalDate: entry.legalDate };
    }),
  };
}
