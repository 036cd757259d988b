import { createHash } from 'node:crypto';
import { actionEntry } from '../access/action-entry.ts';
import type { HoldReason } from '../model/document.ts';
import type { JsonValue, PendingEntry } from '../model/journal.ts';
import { commitOnce } from '../once.ts';
import type { Attempt } from './intake-attempt.ts';
import type { IntakePorts } from './intake-ports.ts';
import type { Judgement } from './judge-document.ts';
import type { IntakeOutcome, PartReport, Refusal, RefusalReason } from './outcome.ts';

// A journal entry must stay small enough to be read back; a longer report is named by its digest.
const LONGEST_REPORT = 64 * 1024;

/** Keeps nothing of the document: what was refused, why, and the digests go into the journal. */
export function refuseDocument(
  attempt: Attempt,
  { reasons, reports }: Extract<Judgement, { decision: 'refuse' }>,
  ports: Pick<IntakePorts, 'metadata' | 'newId'>,
): Promise<IntakeOutcome> {
  const sha256 = attempt.parts.document.blob.sha256;
  const refusal: Refusal = { kind: 'refused', entry: ports.newId(), sha256, reasons, reports };
  const changes = { entries: [refusalEntry(refusal, attempt)] };
  return commitOnce<IntakeOutcome>(attempt.once, ports, () => ({ changes, outcome: refusal }));
}

function refusalEntry(refusal: Refusal, { request, place, parts }: Attempt): PendingEntry {
  const { target } = place;
  return actionEntry({
    id: refusal.entry,
    action: 'document.refused',
    principal: request.principal,
    paragraph: 'D65-26',
    content: {
      contract: place.contract.id,
      document: target.kind === 'version' ? target.document.id : undefined,
      sha256: refusal.sha256,
      size: parts.document.blob.size,
      signatures: parts.signatures.map(({ blob }) => blob.sha256),
      reasons: reasonsContent(refusal.reasons),
      reports: refusal.reports.map(reportOf),
    },
  });
}

/** The report as text: its numbers and names need not have a canonical form of ours. */
function reportOf({ part, report }: PartReport): JsonValue {
  const text = JSON.stringify(report);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return text.length > LONGEST_REPORT ? { part, sha256 } : { part, sha256, text };
}

/** Reasons as a journal entry can hold them: details may quote what came from outside. */
export function reasonsContent(
  reasons: readonly (RefusalReason | HoldReason)[],
): readonly JsonValue[] {
  return reasons.map((reason) => ({ ...reason, detail: reason.detail?.toWellFormed() }));
}
