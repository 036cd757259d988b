import { failpoint } from '../../faults/failpoint.ts';
import { systemEntry } from '../access/action-entry.ts';
import type { IntakePorts } from '../documents/intake-ports.ts';
import { type Judgement, judgeDocument } from '../documents/judge-document.ts';
import { keepSignatures } from '../documents/keep-signatures.ts';
import { quarantineEntry, versionContent } from '../documents/place-document.ts';
import { reasonsContent } from '../documents/refuse-document.ts';
import { type ScannedFiles, scanFiles } from '../documents/scan-files.ts';
import type { SignedFile } from '../documents/signed-file.ts';
import type { HoldReason, VersionHold, VersionState } from '../model/document.ts';
import type { PendingEntry } from '../model/journal.ts';
import type { Changes } from '../ports/metadata.ts';
import { ConflictError } from '../ports/storage-error.ts';
import { type KeptFile, openVersion } from './open-version.ts';
import { findWaiting, StillPending, type Waiting } from './waiting-version.ts';

export type JudgingPorts = Omit<IntakePorts, 'limits'>;

/**
 * Judges a pending version again (job `judge-again`), with fresh evidence and with its receipt as the proof
 * that the signatures existed then (63-FZ art. 11 (2)); files that no scanner has seen are scanned. Passed: it is
 * placed from now on (para. 24). Refused, or undecided when the waiting ends by the policy: it stays received and is
 * told to its owner only. Undecided before: throws StillPending. Done twice it is done once.
 */
export async function judgeAgain(payload: string, ports: JudgingPorts): Promise<void> {
  const { documentId, number } = JSON.parse(payload);
  const waiting = await findWaiting(documentId, number, ports);
  if (waiting === undefined) return;
  const judged = await judgeStored(waiting, ports);
  failpoint('judge-again/judged');
  const end = endOf(judged, waiting, ports);
  if (end === undefined) {
    throw new StillPending(`version ${number} of document ${documentId} cannot be decided yet`);
  }
  const entryId = ports.newId();
  try {
    const changes = await changesOf({ ...waiting, ...judged, end, entryId }, ports);
    failpoint('judge-again/kept');
    await ports.metadata.commit(changes);
    failpoint('judge-again/committed');
  } catch (error) {
    // Another worker was first.
    if (error instanceof ConflictError && error.code === 'stale') return;
    throw error;
  }
  await ports.sequencer.sequenced([entryId]);
}

interface Judged {
  readonly judgement: Judgement<KeptFile>;
  readonly scanned: ScannedFiles;
}

async function judgeStored({ owner, version }: Waiting, ports: JudgingPorts): Promise<Judged> {
  const { document, signatures, close } = await openVersion(version, ports.blobs);
  try {
    const judgement = await judgeDocument(
      {
        document,
        signatures,
        participant: owner,
        now: () => ports.clock.now(),
        proofOfExistence: { time: new Date(version.receivedAt), source: 'receipt' },
      },
      ports.judging,
    );
    return { judgement, scanned: await scan([document, ...signatures], version.hold, ports) };
  } finally {
    await close();
  }
}

/** What two operators have released is not scanned again: the same scanner would only find the same. */
async function scan(
  files: readonly SignedFile[],
  hold: VersionHold | undefined,
  { scanner, judging }: JudgingPorts,
): Promise<ScannedFiles> {
  if (hold?.released !== undefined) return PASSED;
  // A scanner that was set at intake, and is not now, has still not said that the files are clean.
  const unscanned = (hold?.reasons ?? []).filter(({ code }) => code === 'not-scanned');
  const scanned =
    scanner === undefined
      ? ({ decision: 'pending', reasons: unscanned } as const)
      : await scanFiles(files, { scanner, intake: judging.intake });
  // Scanned at intake already: to look once more is good, and needed it is not.
  return scanned.decision === 'pending' && unscanned.length === 0 ? PASSED : scanned;
}

const PASSED: ScannedFiles = { decision: 'pass', reasons: [] };

interface End {
  readonly state: Exclude<VersionState, 'pending'>;
  readonly reasons: readonly HoldReason[];
}

/** Undefined: it waits on. */
function endOf({ judgement, scanned }: Judged, waiting: Waiting, ports: JudgingPorts) {
  if (judgement.decision === 'refuse') {
    return { state: 'refused', reasons: [...scanned.reasons, ...judgement.reasons] } satisfies End;
  }
  const reasons = [...scanned.reasons, ...judgement.waitsFor];
  if (scanned.decision === 'quarantine') return { state: 'quarantined', reasons } satisfies End;
  if (reasons.length === 0) return { state: 'accepted', reasons } satisfies End;
  if (!hasWaitedLong(waiting, ports)) return undefined;
  const late: HoldReason = { code: 'waited-in-vain', part: 'document' };
  // Whether a signature is good is the sender's affair; that no scanner came is the operator's, who shall decide.
  const state = judgement.waitsFor.length > 0 ? 'refused' : 'quarantined';
  return { state, reasons: [...reasons, late] } satisfies End;
}

function hasWaitedLong({ version }: Waiting, { clock, judging }: JudgingPorts): boolean {
  const waited = clock.now().getTime() - Date.parse(version.receivedAt);
  return waited >= judging.intake.waitingSeconds * 1000;
}

interface Ending extends Waiting, Judged {
  readonly end: End;
  readonly entryId: string;
}

async function changesOf(ending: Ending, ports: JudgingPorts): Promise<Changes> {
  const { owner, version, judgement, end, entryId } = ending;
  const store = { blobs: ports.blobs, ownerId: owner.id };
  const signatures = await keepSignatures(
    judgement.signatures,
    async ({ stored }) => stored,
    store,
  );
  const { documentId, number } = version;
  const { state } = end;
  const placed = state === 'accepted' ? { placedEntry: entryId } : {};
  const hold = holdAfter(version.hold, end);
  const record = { documentId, number, state, signatures, ...hold, ...placed };
  const after = { ...version, ...record };
  return { entries: [entryOf(ending, after)], judgements: [record] };
}

/** That a version was in quarantine and who released it stays with it, for whoever receives it. */
function holdAfter(before: VersionHold | undefined, { reasons }: End): { hold?: VersionHold } {
  const released = before?.released;
  const told = released === undefined ? reasons : [...(before?.reasons ?? []), ...reasons];
  if (told.length === 0) return {};
  return { hold: { reasons: told, ...(released === undefined ? {} : { released }) } };
}

function entryOf(
  { owner, document, end, entryId }: Ending,
  version: Waiting['version'],
): PendingEntry {
  if (end.state === 'quarantined') return quarantineEntry(document, version, entryId);
  const accepted = end.state === 'accepted';
  return systemEntry({
    id: entryId,
    action: accepted ? 'document.placed' : 'document.refused',
    paragraph: accepted ? 'D65-24-разм' : 'D65-26',
    content: {
      owner: owner.id,
      ...versionContent(document, version),
      reasons: accepted ? undefined : reasonsContent(end.reasons),
    },
    receipt: accepted,
  });
}
