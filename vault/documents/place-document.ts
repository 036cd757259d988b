import { failpoint } from '../../faults/failpoint.ts';
import { actionEntry, systemEntry } from '../access/action-entry.ts';
import type {
  DocumentRecord,
  DocumentWarning,
  StoredFile,
  VersionRecord,
  VersionState,
} from '../model/document.ts';
import type { JsonValue, PendingEntry } from '../model/journal.ts';
import { commitOnce, type Proposal } from '../once.ts';
import type { Changes, NewJob } from '../ports/metadata.ts';
import { compareWithContract } from './compare-with-contract.ts';
import type { Attempt, Place } from './intake-attempt.ts';
import type { IntakePorts } from './intake-ports.ts';
import type { Judgement } from './judge-document.ts';
import { keepSignatures } from './keep-signatures.ts';
import type { IntakeOutcome, PlacedOutcome } from './outcome.ts';
import { reasonsContent } from './refuse-document.ts';
import type { ScannedFiles } from './scan-files.ts';
import type { StagedFile } from './signed-file.ts';
import { understandDocument } from './understand-document.ts';

export const JUDGE_AGAIN = 'judge-again';

export interface Intake {
  readonly attempt: Attempt;
  readonly judgement: Exclude<Judgement<StagedFile>, { decision: 'refuse' }>;
  readonly document: StagedFile;
  readonly scanned: ScannedFiles;
}

/** Keeps the files, then commits records, journal entries and jobs at once: a row without bytes cannot be. */
export async function placeDocument(intake: Intake, ports: IntakePorts): Promise<IntakeOutcome> {
  const { attempt, judgement, document, scanned } = intake;
  const { place } = attempt;
  const store = { blobs: ports.blobs, ownerId: place.owner.id };
  const [file, signatures] = await Promise.all([
    keepFile(document),
    keepSignatures(judgement.signatures, keepFile, store),
  ]);
  failpoint('intake/kept');
  const record = recordOf(place, ports);
  const found = await compare(document, place, record);
  const first = place.target.kind === 'new' ? 1 : await nextNumber(record.id, ports);
  const receivedEntry = ports.newId();
  const state = stateOf(intake);
  const reasons = [...scanned.reasons, ...judgement.waitsFor];
  const placedEntry = ports.newId();
  return commitOnce<IntakeOutcome>(attempt.once, ports, (lost) => {
    const version: VersionRecord = {
      documentId: record.id,
      number: first + lost,
      file,
      signatures,
      state,
      ...(reasons.length === 0 ? {} : { hold: { reasons } }),
      receivedEntry,
      ...(found.length === 0 ? {} : { warnings: found }),
      ...(state === 'accepted' ? { placedEntry } : {}),
    };
    const ofDocument = found.map((warning) => ({ ...warning, part: document.part }));
    const warnings = [...judgement.warnings, ...ofDocument];
    return proposal({ attempt, record, version, warnings }, ports);
  });
}

/** Malware outweighs whatever the signatures say; what nobody has scanned waits as they do. */
function stateOf({ judgement, scanned }: Intake): VersionState {
  if (scanned.decision === 'quarantine') return 'quarantined';
  const passed = judgement.decision === 'accept' && scanned.decision === 'pass';
  return passed ? 'accepted' : 'pending';
}

async function compare(
  { source }: StagedFile,
  { contract }: Place,
  stated: DocumentRecord,
): Promise<readonly DocumentWarning[]> {
  const document = await understandDocument(source);
  return document === undefined ? [] : compareWithContract({ document, contract, stated });
}

async function keepFile({ staged }: StagedFile): Promise<StoredFile> {
  const { fileName, mediaType, blob } = staged;
  return { ...(await blob.keep()), fileName, mediaType };
}

function recordOf({ target, contract, owner }: Place, { newId }: IntakePorts): DocumentRecord {
  if (target.kind === 'version') return target.document;
  return { id: newId(), contractId: contract.id, ownerId: owner.id, ...target.description };
}

async function nextNumber(documentId: string, { metadata }: IntakePorts): Promise<number> {
  const versions = await metadata.versionsOf(documentId);
  return (versions.at(-1)?.number ?? 0) + 1;
}

interface Placing {
  readonly attempt: Attempt;
  readonly record: DocumentRecord;
  readonly version: VersionRecord;
  readonly warnings: PlacedOutcome['warnings'];
}

function proposal(placing: Placing, ports: IntakePorts): Proposal<IntakeOutcome> {
  const { attempt, record, version, warnings } = placing;
  const { receivedEntry, placedEntry, number, state, file } = version;
  const changes: Omit<Changes, 'idempotency'> = {
    ...(attempt.place.target.kind === 'new' ? { documents: [record] } : {}),
    versions: [version],
    entries: entriesOf(placing, ports),
    jobs: state === 'pending' ? [judgingLater(version, ports)] : [],
  };
  const outcome: PlacedOutcome = {
    kind: 'placed',
    contractId: record.contractId,
    documentId: record.id,
    version: number,
    state,
    sha256: file.sha256,
    size: file.size,
    warnings,
    ...(version.hold === undefined ? {} : { reasons: version.hold.reasons }),
    receivedEntry,
    ...(placedEntry === undefined ? {} : { placedEntry }),
  };
  return { changes, outcome };
}

/** Para. 24: receipt and placing are fixed each by an entry of its own, each with a receipt. */
function entriesOf(
  { attempt, record, version }: Placing,
  { newId }: Pick<IntakePorts, 'newId'>,
): readonly PendingEntry[] {
  const { principal } = attempt.request;
  const content = versionContent(record, version);
  const received = actionEntry({
    id: version.receivedEntry,
    action: 'document.received',
    principal,
    paragraph: 'D65-24-получ',
    content,
    receipt: true,
  });
  if (version.state === 'quarantined') {
    return [received, quarantineEntry(record, version, newId())];
  }
  if (version.placedEntry === undefined) return [received];
  const placed = actionEntry({
    id: version.placedEntry,
    action: 'document.placed',
    principal,
    paragraph: 'D65-24-разм',
    content,
    receipt: true,
  });
  return [received, placed];
}

/** What a receipt proves: which bytes, with which signatures, as which version of what. */
export function versionContent(
  record: DocumentRecord,
  { number, file, signatures, state }: VersionRecord,
): Readonly<Record<string, JsonValue>> {
  return {
    contract: record.contractId,
    document: record.id,
    category: record.category,
    version: number,
    sha256: file.sha256,
    size: file.size,
    state,
    signatures: signatures.map((signature) => ({
      sha256: signature.file.sha256,
      size: signature.file.size,
      indication: signature.indication,
      ...(signature.signers === undefined ? {} : { signers: signature.signers }),
      report: signature.report.sha256,
    })),
  };
}

/** Para. 13 (е), (з): that a version went into quarantine, and why. */
export function quarantineEntry(
  record: DocumentRecord,
  version: VersionRecord,
  id: string,
): PendingEntry {
  const { reasons = [] } = version.hold ?? {};
  return systemEntry({
    id,
    action: 'document.quarantined',
    paragraph: 'D65-13е',
    content: { ...versionContent(record, version), reasons: reasonsContent(reasons) },
  });
}

function judgingLater(version: VersionRecord, ports: IntakePorts): NewJob {
  const { graceSeconds, scanAgainSeconds } = ports.judging.intake;
  const undecided = version.hold?.reasons.some(({ code }) => code === 'signature-undecided');
  const seconds = undecided ? graceSeconds : scanAgainSeconds;
  return judgingJob(version, new Date(ports.clock.now().getTime() + seconds * 1000), ports);
}

export function judgingJob(
  { documentId, number }: Pick<VersionRecord, 'documentId' | 'number'>,
  runAt: Date,
  { newId }: Pick<IntakePorts, 'newId'>,
): NewJob {
  const payload = JSON.stringify({ documentId, number });
  return { id: newId(), kind: JUDGE_AGAIN, payload, runAt: runAt.toISOString() };
}
