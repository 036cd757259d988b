import { actionEntry } from '../access/action-entry.ts';
import type {
  DocumentRecord,
  DocumentWarning,
  StoredFile,
  VersionRecord,
} from '../model/document.ts';
import type { JsonValue } from '../model/journal.ts';
import { commitOnce, type Proposal } from '../once.ts';
import type { Changes } from '../ports/metadata.ts';
import { compareWithContract } from './compare-with-contract.ts';
import type { Attempt, Place } from './intake-attempt.ts';
import { JUDGE_AGAIN_AFTER } from './intake-policy.ts';
import type { IntakePorts } from './intake-ports.ts';
import type { Judgement } from './judge-document.ts';
import { keepSignatures } from './keep-signatures.ts';
import type { IntakeOutcome, PlacedOutcome } from './outcome.ts';
import type { StagedFile } from './signed-file.ts';
import { understandDocument } from './understand-document.ts';

export const JUDGE_AGAIN = 'judge-again';

/** Keeps the files, then commits records, journal entries and jobs at once: a row without bytes cannot be. */
export async function placeDocument(
  attempt: Attempt,
  judgement: Exclude<Judgement<StagedFile>, { decision: 'refuse' }>,
  document: StagedFile,
  ports: IntakePorts,
): Promise<IntakeOutcome> {
  const { place } = attempt;
  const store = { blobs: ports.blobs, ownerId: place.owner.id };
  const [file, signatures] = await Promise.all([
    keepFile(document),
    keepSignatures(judgement.signatures, keepFile, store),
  ]);
  const record = recordOf(place, ports);
  const found = await compare(document, place, record);
  const first = place.target.kind === 'new' ? 1 : await nextNumber(record.id, ports);
  const receivedEntry = ports.newId();
  const accepted = judgement.decision === 'accept';
  const placedEntry = ports.newId();
  return commitOnce<IntakeOutcome>(attempt.once, ports, (lost) => {
    const version: VersionRecord = {
      documentId: record.id,
      number: first + lost,
      file,
      signatures,
      state: accepted ? 'accepted' : 'pending',
      receivedEntry,
      ...(found.length === 0 ? {} : { warnings: found }),
      ...(accepted ? { placedEntry } : {}),
    };
    const ofDocument = found.map((warning) => ({ ...warning, part: document.part }));
    const warnings = [...judgement.warnings, ...ofDocument];
    return proposal({ attempt, record, version, warnings }, ports);
  });
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
    entries: entriesOf(placing),
    jobs: state === 'pending' ? [judgeAgain(version, ports)] : [],
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
    receivedEntry,
    ...(placedEntry === undefined ? {} : { placedEntry }),
  };
  return { changes, outcome };
}

/** Para. 24: receipt and placing are fixed each by an entry of its own, each with a receipt. */
function entriesOf({ attempt, record, version }: Placing) {
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

function judgeAgain({ documentId, number }: VersionRecord, { newId, clock }: IntakePorts) {
  return {
    id: newId(),
    kind: JUDGE_AGAIN,
    payload: JSON.stringify({ documentId, number }),
    runAt: new Date(clock.now().getTime() + JUDGE_AGAIN_AFTER * 1000).toISOString(),
  };
}
