import type { ByteSource } from '../../formats/byte-source.ts';
import { systemEntry } from '../access/action-entry.ts';
import type { IntakePorts } from '../documents/intake-ports.ts';
import { type Judgement, judgeDocument } from '../documents/judge-document.ts';
import { keepSignatures } from '../documents/keep-signatures.ts';
import { versionContent } from '../documents/place-document.ts';
import { reasonsContent } from '../documents/refuse-document.ts';
import { type SignedFile, signedFile } from '../documents/signed-file.ts';
import type { DocumentRecord, PlacedVersion, StoredFile } from '../model/document.ts';
import type { Participant } from '../model/participant.ts';
import type { Changes } from '../ports/metadata.ts';
import { ConflictError } from '../ports/storage-error.ts';

/** Nothing can be decided yet; the job comes back. */
export class StillPending extends Error {
  override readonly name = 'StillPending';
}

type JudgingPorts = Omit<IntakePorts, 'limits'>;

/**
 * Judges a pending version again (job `judge-again`), with fresh evidence and with its receipt as the proof
 * that the signatures existed then (63-FZ art. 11 (2)). Passed: it is placed from now on (para. 24). Refused:
 * it stays received and is shown to its owner only. Undecided: throws StillPending. Done twice it is done once.
 */
export async function judgeAgain(payload: string, ports: JudgingPorts): Promise<void> {
  const { documentId, number } = JSON.parse(payload);
  const waiting = await findWaiting(documentId, number, ports);
  if (waiting === undefined) return;
  const judgement = await judgeStored(waiting, ports);
  if (judgement.decision === 'pending') {
    throw new StillPending(`version ${number} of document ${documentId} cannot be decided yet`);
  }
  const entryId = ports.newId();
  try {
    await ports.metadata.commit(await changesOf(waiting, judgement, entryId, ports));
  } catch (error) {
    // Another worker was first.
    if (error instanceof ConflictError && error.code === 'stale') return;
    throw error;
  }
  await ports.sequencer.sequenced([entryId]);
}

interface Waiting {
  readonly owner: Participant;
  readonly document: DocumentRecord;
  readonly version: PlacedVersion;
}

async function findWaiting(
  documentId: string,
  number: number,
  { metadata }: JudgingPorts,
): Promise<Waiting | undefined> {
  const document = await metadata.document(documentId);
  const owner = document && (await metadata.participant(document.ownerId));
  const versions = await metadata.versionsOf(documentId);
  const version = versions.find((each) => each.number === number);
  if (document === undefined || owner === undefined || version === undefined) {
    throw new StillPending(`version ${number} of document ${documentId} is not in the journal yet`);
  }
  return version.state === 'pending' ? { owner, document, version } : undefined;
}

interface KeptFile extends SignedFile {
  readonly stored: StoredFile;
}

async function judgeStored({ owner, version }: Waiting, ports: JudgingPorts) {
  const closing: (() => Promise<void>)[] = [];
  try {
    const open = async (part: string, stored: StoredFile): Promise<KeptFile> => {
      const blob = await ports.blobs.open(stored.id);
      closing.push(() => blob.close());
      const source: ByteSource = blob;
      const { fileName: name, sha256 } = stored;
      return { ...signedFile({ part, name, sha256, source }), stored };
    };
    const document = await open('document', version.file);
    // An attached signature is the document itself.
    const beside = version.signatures.filter(({ file }) => file.id !== version.file.id);
    const signatures = await Promise.all(
      beside.map(({ file }, index) => open(`signature ${index + 1}`, file)),
    );
    return await judgeDocument(
      {
        document,
        signatures,
        participant: owner,
        now: () => ports.clock.now(),
        proofOfExistence: { time: new Date(version.receivedAt), source: 'receipt' },
      },
      ports.judging,
    );
  } finally {
    await Promise.all(closing.map((close) => close()));
  }
}

async function changesOf(
  { owner, document, version }: Waiting,
  judgement: Judgement<KeptFile>,
  entryId: string,
  ports: JudgingPorts,
): Promise<Changes> {
  const store = { blobs: ports.blobs, ownerId: owner.id };
  const signatures = await keepSignatures(
    judgement.signatures,
    async ({ stored }) => stored,
    store,
  );
  const accepted = judgement.decision !== 'refuse';
  const state = accepted ? 'accepted' : 'refused';
  const reasons = judgement.decision === 'refuse' ? reasonsContent(judgement.reasons) : undefined;
  const entry = systemEntry({
    id: entryId,
    action: accepted ? 'document.placed' : 'document.refused',
    paragraph: accepted ? 'D65-24-разм' : 'D65-26',
    content: {
      owner: owner.id,
      ...versionContent(document, { ...version, state, signatures }),
      reasons,
    },
    receipt: accepted,
  });
  const { documentId, number } = version;
  const placed = accepted ? { placedEntry: entryId } : {};
  return {
    entries: [entry],
    judgements: [{ documentId, number, state, signatures, ...placed }],
  };
}
