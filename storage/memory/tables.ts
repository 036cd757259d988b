import type { Contract, ContractRevision } from '../../vault/model/contract.ts';
import type { DelegationRecord, FixedDelegation } from '../../vault/model/delegation.ts';
import type {
  DocumentRecord,
  PlacedVersion,
  StoredBlob,
  VersionRecord,
} from '../../vault/model/document.ts';
import type { PendingEntry, SequencedEntry, SignedHead } from '../../vault/model/journal.ts';
import type { AccessEvent, FixedAccessEvent, Participant } from '../../vault/model/participant.ts';
import type { FixedRequest, RequestRecord } from '../../vault/model/request.ts';
import type { FixedSending, SendingRecord } from '../../vault/model/sending.ts';
import type { VersionName } from '../../vault/ports/blob-keys.ts';
import type { DueJob, IdempotencyRecord, SessionRecord } from '../../vault/ports/metadata.ts';
import { fixedVersion } from '../metadata/fixed-version.ts';

export interface StoredJob extends DueJob {
  /** Milliseconds since 1970; taken and not to be taken again before. */
  readonly leasedUntil?: number;
  readonly failure?: string;
}

export interface StoredRevision {
  readonly contract: Contract;
  readonly entry?: string;
}

export interface BlobReference extends VersionName {
  readonly blobId: string;
}

/** Maps keep the order of insertion, which is the order of commit. */
export interface Tables {
  readonly participants: Map<string, Participant>;
  readonly contracts: Map<string, Contract>;
  readonly contractRevisions: StoredRevision[];
  readonly documents: Map<string, DocumentRecord>;
  readonly versions: Map<string, VersionRecord>;
  readonly blobKeys: Map<string, StoredBlob>;
  readonly blobReferences: Map<string, BlobReference>;
  /** Entries by blob. */
  readonly erasedBlobs: Map<string, string>;
  readonly requests: Map<string, RequestRecord>;
  readonly sendings: Map<string, SendingRecord>;
  readonly delegations: Map<string, DelegationRecord>;
  /** By entry. */
  readonly accessEvents: Map<string, AccessEvent>;
  readonly idempotency: Map<string, IdempotencyRecord>;
  readonly sessions: Map<string, SessionRecord>;
  readonly entries: Map<string, PendingEntry>;
  readonly jobs: Map<string, StoredJob>;
  readonly sequenced: SequencedEntry[];
  readonly sequencedById: Map<string, SequencedEntry>;
  readonly nodes: Map<string, Uint8Array>;
  readonly receipts: Map<string, Uint8Array>;
  /** By size of the checkpoint. */
  readonly supplements: Map<number, readonly Uint8Array[]>;
  /** By position. */
  readonly unarchived: Map<number, string>;
  archivePosition: number;
  head: SignedHead | undefined;
  /** Notes of all heads, by size. */
  readonly heads: Map<number, string>;
}

export type Reading = <T>(read: (tables: Tables) => T) => Promise<T>;
export type Writing = <T>(change: (draft: Tables) => T) => Promise<T>;

export function emptyTables(): Tables {
  return {
    participants: new Map(),
    contracts: new Map(),
    contractRevisions: [],
    documents: new Map(),
    versions: new Map(),
    blobKeys: new Map(),
    blobReferences: new Map(),
    erasedBlobs: new Map(),
    requests: new Map(),
    sendings: new Map(),
    delegations: new Map(),
    accessEvents: new Map(),
    idempotency: new Map(),
    sessions: new Map(),
    entries: new Map(),
    jobs: new Map(),
    sequenced: [],
    sequencedById: new Map(),
    nodes: new Map(),
    receipts: new Map(),
    supplements: new Map(),
    unarchived: new Map(),
    archivePosition: 0,
    head: undefined,
    heads: new Map(),
  };
}

/** A deep copy without `undefined` members, as JSON would carry it; octets stay octets. */
export function copied<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, copy(member)]),
  );
}

/** The version with its moments; nothing when its receipt has no legal time yet. */
export function placedVersion(tables: Tables, version: VersionRecord): PlacedVersion[] {
  const received = tables.sequencedById.get(version.receivedEntry);
  if (received === undefined) return [];
  const placed =
    version.placedEntry === undefined ? undefined : tables.sequencedById.get(version.placedEntry);
  return [fixedVersion(version, received.time, placed?.time)];
}

/** The revision with its moment; nothing when its entry has no legal time yet. */
export function revisionInForce(
  tables: Tables,
  { contract, entry }: StoredRevision,
): ContractRevision[] {
  if (entry === undefined) return [{ contract }];
  const since = tables.sequencedById.get(entry)?.time;
  return since === undefined ? [] : [{ contract, since }];
}

/** The sendings that `wanted` picks, with their moments; those without a legal time yet are not there. */
export function fixedSendings(
  { sendings, sequencedById }: Tables,
  wanted: (sending: SendingRecord) => boolean,
): FixedSending[] {
  return [...sendings.values()].filter(wanted).flatMap((sending) => {
    const sentAt = sequencedById.get(sending.sentEntry)?.time;
    const deliveredAt = sequencedById.get(sending.deliveredEntry)?.time;
    if (sentAt === undefined || deliveredAt === undefined) return [];
    return [{ ...sending, sentAt, deliveredAt }];
  });
}

/** The requests that `wanted` picks, with their moments; those without a legal time yet are not there. */
export function fixedRequests(
  { requests, sequencedById }: Tables,
  wanted: (request: RequestRecord) => boolean,
): FixedRequest[] {
  return [...requests.values()].filter(wanted).flatMap((request) => {
    const arrivedAt = sequencedById.get(request.arrivedEntry)?.time;
    return arrivedAt === undefined ? [] : [{ ...request, arrivedAt }];
  });
}

/** The delegations that `wanted` picks, with their moments; those not granted by the journal yet are not there. */
export function fixedDelegations(
  { delegations, sequencedById }: Tables,
  wanted: (delegation: DelegationRecord) => boolean,
): readonly FixedDelegation[] {
  return [...delegations.values()].filter(wanted).flatMap((delegation) => {
    const granted = sequencedById.get(delegation.grantedEntry);
    const revoked = sequencedById.get(delegation.revokedEntry ?? '');
    const revokedAt = revoked === undefined ? {} : { revokedAt: revoked.time };
    return granted === undefined ? [] : [{ ...delegation, grantedAt: granted.time, ...revokedAt }];
  });
}

export function fixedAccessEvents(
  { accessEvents, sequenced }: Tables,
  since: string,
): readonly FixedAccessEvent[] {
  return sequenced.flatMap(({ id, time }) => {
    const event = accessEvents.get(id);
    return event === undefined || time < since ? [] : [{ ...event, at: time }];
  });
}
