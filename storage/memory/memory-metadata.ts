import type { Metadata } from '../../vault/ports/metadata.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import { applyChanges } from './apply-changes.ts';
import { memoryBlobKeys } from './memory-blob-keys.ts';
import { memoryJobs } from './memory-jobs.ts';
import { memoryJournal } from './memory-journal.ts';
import {
  copied,
  emptyTables,
  fixedAccessEvents,
  fixedDelegations,
  fixedRequests,
  fixedSendings,
  placedVersion,
  revisionInForce,
  type Tables,
} from './tables.ts';

/** Metadata that lives as long as the process; otherwise as strict as an engine on disk. */
export function memoryMetadata(): Metadata {
  let tables = emptyTables();
  let closed = false;
  /** Every access goes through here: answers are copies, as they are over a wire. */
  const reading = async <T>(read: (tables: Tables) => T): Promise<T> => {
    if (closed) throw new StorageError('unavailable', 'the metadata store is closed');
    return copied(read(tables));
  };
  /** `change` works on a draft that replaces the tables only when it returns. */
  const writing = async <T>(change: (draft: Tables) => T): Promise<T> =>
    reading((current) => {
      const draft = copyOfTables(current);
      const answer = change(draft);
      tables = draft;
      return answer;
    });

  return {
    commit: (changes) => writing((draft) => applyChanges(draft, copied(changes))),
    participant: (id) => reading((t) => t.participants.get(id)),
    participants: () => reading((t) => [...t.participants.values()]),
    contract: (id) => reading((t) => t.contracts.get(id)),
    contractsOf: (ownerId) =>
      reading((t) => [...t.contracts.values()].filter((each) => each.ownerId === ownerId)),
    contractsByUnk: (unk) =>
      reading((t) => [...t.contracts.values()].filter((each) => each.unk === unk)),
    contractsEverUnder: (unk) =>
      reading((t) => {
        const under = t.contractRevisions.filter(({ contract }) => contract.unk === unk);
        const ids = new Set(under.map(({ contract }) => contract.id));
        return [...t.contracts.keys()].filter((id) => ids.has(id));
      }),
    contractRevisions: (id) =>
      reading((t) =>
        t.contractRevisions
          .filter(({ contract }) => contract.id === id)
          .flatMap((each) => revisionInForce(t, each)),
      ),
    document: (id) => reading((t) => t.documents.get(id)),
    documentsOf: (contractId) =>
      reading((t) => [...t.documents.values()].filter((each) => each.contractId === contractId)),
    versionsOf: (documentId) =>
      reading((t) =>
        [...t.versions.values()]
          .filter((each) => each.documentId === documentId)
          .flatMap((each) => placedVersion(t, each))
          .sort((a, b) => a.number - b.number),
      ),
    quarantined: () =>
      reading((t) =>
        [...t.versions.values()]
          .filter(({ state }) => state === 'quarantined')
          .flatMap((each) => placedVersion(t, each))
          .map(({ documentId, number }) => ({ documentId, number }))
          .sort((a, b) => compareTexts(a.documentId, b.documentId) || a.number - b.number),
      ),
    sendingsOf: (documentId) =>
      reading((t) => fixedSendings(t, (each) => each.documentId === documentId)),
    sendingsTo: (addresseeId) =>
      reading((t) => fixedSendings(t, (each) => each.addresseeId === addresseeId)),
    sendingsAnswering: (requestId) =>
      reading((t) => fixedSendings(t, (each) => each.answers?.request === requestId)),
    request: (id) => reading((t) => fixedRequests(t, (each) => each.id === id)[0]),
    requestsTo: (exporterId) =>
      reading((t) => fixedRequests(t, (each) => each.exporterId === exporterId)),
    requestsBy: (requesterId) =>
      reading((t) => fixedRequests(t, (each) => each.requesterId === requesterId)),
    delegation: (id) => reading((t) => fixedDelegations(t, (each) => each.id === id)[0]),
    delegationsOf: (id) =>
      reading((t) =>
        fixedDelegations(t, ({ granterId, delegateId }) => [granterId, delegateId].includes(id)),
      ),
    accessEvents: (since) => reading((t) => fixedAccessEvents(t, since)),
    idempotency: (participantId, key) =>
      reading((t) => t.idempotency.get(JSON.stringify([participantId, key]))),
    session: (tokenHash) => reading((t) => t.sessions.get(tokenHash)),
    expiredSessions: (moment) =>
      reading((t) => [...t.sessions.values()].filter((each) => each.expiresAt < moment).length),
    ...memoryJobs(reading, writing),
    blobKeys: memoryBlobKeys(reading, writing),
    unarchived: (limit) =>
      reading((t) =>
        [...t.unarchived].slice(0, limit).map(([position, record]) => ({ position, record })),
      ),
    forgetArchived: (positions) =>
      writing((draft) => {
        for (const position of positions) draft.unarchived.delete(position);
      }),
    journal: memoryJournal(reading, writing),
    close: async () => {
      closed = true;
    },
  };
}

function copyOfTables(tables: Tables): Tables {
  return {
    participants: new Map(tables.participants),
    contracts: new Map(tables.contracts),
    contractRevisions: [...tables.contractRevisions],
    documents: new Map(tables.documents),
    versions: new Map(tables.versions),
    blobKeys: new Map(tables.blobKeys),
    blobReferences: new Map(tables.blobReferences),
    erasedBlobs: new Map(tables.erasedBlobs),
    requests: new Map(tables.requests),
    sendings: new Map(tables.sendings),
    delegations: new Map(tables.delegations),
    accessEvents: new Map(tables.accessEvents),
    idempotency: new Map(tables.idempotency),
    sessions: new Map(tables.sessions),
    entries: new Map(tables.entries),
    jobs: new Map(tables.jobs),
    sequenced: [...tables.sequenced],
    sequencedById: new Map(tables.sequencedById),
    nodes: new Map(tables.nodes),
    receipts: new Map(tables.receipts),
    supplements: new Map(tables.supplements),
    unarchived: new Map(tables.unarchived),
    archivePosition: tables.archivePosition,
    head: tables.head,
    heads: new Map(tables.heads),
  };
}

/** By code points, as databases order them. */
function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
