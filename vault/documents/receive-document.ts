import { failpoint } from '../../faults/failpoint.ts';
import { checkIdempotencyKey, settledBefore } from '../once.ts';
import { VaultError } from '../vault-error.ts';
import { findPlace } from './find-place.ts';
import { intakeFingerprint } from './fingerprint.ts';
import type { Attempt } from './intake-attempt.ts';
import type { IntakePorts } from './intake-ports.ts';
import type { IntakeRequest } from './intake-request.ts';
import { judgeDocument } from './judge-document.ts';
import type { IntakeOutcome, PlacedOutcome } from './outcome.ts';
import { placeDocument } from './place-document.ts';
import { refuseDocument } from './refuse-document.ts';
import { scanFiles } from './scan-files.ts';
import { stagedFile } from './signed-file.ts';
import { type StagedPart, stageParts } from './stage-parts.ts';

/** What was placed, with the receipts of para. 24: the same for every repetition of the request. */
export interface IntakeAnswer {
  readonly outcome: PlacedOutcome;
  readonly receipts: readonly ReceiptOf[];
}

export interface ReceiptOf {
  readonly entryId: string;
  readonly bytes: Uint8Array;
}

/**
 * Receives a document with its signatures: authorised before a byte of a file is read, judged, kept, fixed
 * in the journal. When it returns, files, records, journal entries and receipts are durable. Rejects with
 * VaultError (`invalid`, `denied`, `not-found`, `too-large`, `refused-signature`, `idempotency-mismatch`,
 * `stale`) and StorageError; then nothing is placed, and a refusal is in the journal.
 */
export async function receiveDocument(
  request: IntakeRequest,
  ports: IntakePorts,
): Promise<IntakeAnswer> {
  checkIdempotencyKey(request.idempotencyKey);
  const place = await findPlace(request, ports);
  const staged: StagedPart[] = [];
  try {
    const { files } = request;
    const parts = await stageParts({ ownerId: place.owner.id, files }, ports, staged);
    const fingerprint = intakeFingerprint(request.target, place.target, staged);
    const participantId = request.principal.participantId;
    const once = { participantId, key: request.idempotencyKey, fingerprint };
    const attempt = { request, place, parts, once };
    const outcome =
      (await settledBefore<IntakeOutcome>(once, ports)) ?? (await settle(attempt, ports));
    return await answer(outcome, ports);
  } finally {
    // Whatever was not kept leaves no trace; discarding what was kept does nothing.
    await Promise.all(staged.map(({ blob }) => blob.discard()));
  }
}

async function settle(attempt: Attempt, ports: IntakePorts): Promise<IntakeOutcome> {
  const document = stagedFile(attempt.parts.document);
  const signatures = attempt.parts.signatures.map(stagedFile);
  const participant = attempt.place.owner;
  const judgement = await judgeDocument(
    { document, signatures, participant, now: () => ports.clock.now() },
    ports.judging,
  );
  if (judgement.decision === 'refuse') return refuseDocument(attempt, judgement, ports);
  const { scanner, judging } = ports;
  const scan = { intake: judging.intake, ...(scanner === undefined ? {} : { scanner }) };
  const scanned = await scanFiles([document, ...signatures], scan);
  failpoint('intake/judged');
  return placeDocument({ attempt, judgement, document, scanned }, ports);
}

/** Para. 24: nothing is answered before the journal has fixed the moment. */
async function answer(outcome: IntakeOutcome, ports: IntakePorts): Promise<IntakeAnswer> {
  failpoint('intake/committed');
  if (outcome.kind === 'refused') {
    await ports.sequencer.sequenced([outcome.entry]);
    throw new VaultError({ code: 'refused-signature', refusal: outcome });
  }
  const { receivedEntry, placedEntry } = outcome;
  const entries = placedEntry === undefined ? [receivedEntry] : [receivedEntry, placedEntry];
  await ports.sequencer.sequenced(entries);
  const receipts = await Promise.all(entries.map((entryId) => receiptOf(entryId, ports)));
  return { outcome, receipts };
}

async function receiptOf(entryId: string, { metadata }: IntakePorts): Promise<ReceiptOf> {
  const bytes = await metadata.journal.receipt(entryId);
  if (bytes === undefined) throw new Error(`entry ${entryId} is sequenced and has no receipt`);
  return { entryId, bytes };
}
