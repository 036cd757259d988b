import type { Contract, ContractRevision } from '../model/contract.ts';
import type { DelegationRecord, FixedDelegation } from '../model/delegation.ts';
import type {
  DocumentRecord,
  PlacedVersion,
  SignatureRecord,
  StoredBlob,
  VersionHold,
  VersionRecord,
  VersionState,
} from '../model/document.ts';
import type { ErasedEntry, PendingEntry, SequencedEntry, SignedHead } from '../model/journal.ts';
import type { AccessEvent, FixedAccessEvent, Participant } from '../model/participant.ts';
import type { FixedRequest, RequestRecord } from '../model/request.ts';
import type { FixedSending, SendingRecord } from '../model/sending.ts';
import type { BlobErasure, BlobKeys } from './blob-keys.ts';

export interface MadeBlobs {
  readonly version: VersionName;
  readonly blobs: readonly StoredBlob[];
}

/** Everything that one use case changes, given as data: all of it or nothing is committed. */
export interface Changes {
  readonly participants?: readonly Participant[];
  /** Each participant must be stored as `before` says, else ConflictError `stale`. */
  readonly participantChanges?: readonly ParticipantChange[];
  /** `revision` must be one more than what is stored (1 for a new one), else ConflictError `stale`. */
  readonly contracts?: readonly Contract[];
  /** The journal entry that fixes the moment from which `contracts` are in force; absent: from always. */
  readonly contractsEntry?: string;
  readonly documents?: readonly DocumentRecord[];
  /**
   * (documentId, number) must be new, else ConflictError `version-exists`. The keys of the blobs that a version or a
   * judgement names are kept in `blobKeys` and not in the record; an erased blob is refused by ConflictError `stale`.
   */
  readonly versions?: readonly VersionRecord[];
  /** What was made of a version, as for a package: it names the blobs as if they were its own. */
  readonly made?: MadeBlobs;
  /** Each must name a version that is stored as it says, else ConflictError `stale`. */
  readonly judgements?: readonly VersionJudgement[];
  /** Each with a new id, by and to participants that are stored. */
  readonly requests?: readonly RequestRecord[];
  /** Each with a new id, of a version and to a participant that are stored; the request that it answers, too. */
  readonly sendings?: readonly SendingRecord[];
  /** New ones; or one that is stored and not revoked, with its revocation, else ConflictError `stale`. */
  readonly delegations?: readonly DelegationRecord[];
  /** Each of a participant that is stored, with an entry of its own. */
  readonly accessEvents?: readonly AccessEvent[];
  /** (principal, key) must be new, else ConflictError `key-exists`. */
  readonly idempotency?: IdempotencyRecord;
  readonly sessions?: readonly SessionRecord[];
  /** Each session must be stored as `before` says, else ConflictError `stale`. */
  readonly sessionChanges?: readonly SessionChange[];
  /** Sessions that expired before this moment (ISO 8601, UTC) are forgotten. */
  readonly forgetSessions?: string;
  readonly entries?: readonly PendingEntry[];
  /** Content, salt and receipt of sequenced entries go for ever; one that is gone already: ConflictError `stale`. */
  readonly entryErasures?: readonly EntryErasure[];
  /** Each of a blob whose key is kept, under an entry that is stored. */
  readonly erasures?: readonly BlobErasure[];
  readonly jobs?: readonly NewJob[];
}

export interface EntryErasure extends ErasedEntry {
  readonly entryId: string;
}

export interface ParticipantChange {
  readonly before: Participant;
  readonly after: Participant;
}

/**
 * What becomes of a version that is not placed. Its file and its moment of receipt stay as they are; state,
 * hold, signatures (each with the new report and evidence) and placing entry are replaced.
 */
export interface VersionJudgement {
  readonly documentId: string;
  readonly number: number;
  /** As it must be stored; absent: `pending`. */
  readonly from?: 'pending' | 'quarantined';
  /** Entry of the proposal that must stand in its hold; absent: none stands. */
  readonly proposed?: string;
  readonly state: VersionState;
  readonly hold?: VersionHold;
  readonly signatures: readonly SignatureRecord[];
  /** Present when accepted. */
  readonly placedEntry?: string;
}

export interface VersionName {
  readonly documentId: string;
  readonly number: number;
}

/** Kept for ever: same key and same fingerprint get the same answer, byte for byte. */
export interface IdempotencyRecord {
  readonly participantId: string;
  readonly key: string;
  /** SHA-256, hex, of the canonical request: part digests and canonical metadata. */
  readonly fingerprint: string;
  /**
   * JSON of what came of the request (ids of immutable records, or the refusal itself): the answer is a
   * pure function of it, so a repetition gets the same bytes.
   */
  readonly outcome: string;
}

export interface SessionRecord {
  /** SHA-256, hex, of the bearer token: the token itself is never stored. */
  readonly tokenHash: string;
  /** JSON of the principal. */
  readonly principal: string;
  readonly expiresAt: string;
}

export interface SessionChange {
  readonly before: SessionRecord;
  readonly after: SessionRecord;
}

export interface NewJob {
  readonly id: string;
  readonly kind: string;
  readonly payload: string;
  /** ISO 8601; not before. */
  readonly runAt: string;
}

export interface DueJob extends NewJob {
  /** How often the job was taken, this time included: 1 at first. */
  readonly attempts: number;
}

/** A job whose last attempt failed and that waits for the next: never dropped, always to be seen. */
export interface FailingJob extends DueJob {
  readonly failure: string;
}

export interface Metadata {
  /** Durable when it returns. Concurrent commits share one sync. Rejects with ConflictError, StorageError. */
  commit(changes: Changes): Promise<void>;

  participant(id: string): Promise<Participant | undefined>;
  participants(): Promise<readonly Participant[]>;
  contract(id: string): Promise<Contract | undefined>;
  contractsOf(ownerId: string): Promise<readonly Contract[]>;
  /** Whose current revision carries the УНК. */
  contractsByUnk(unk: string): Promise<readonly Contract[]>;
  /** Ids of the contracts of which any revision carried the УНК, in order of the contracts' commit. */
  contractsEverUnder(unk: string): Promise<readonly string[]>;
  /** Every revision that is in force or was, in order; one whose entry is not sequenced is not visible. */
  contractRevisions(id: string): Promise<readonly ContractRevision[]>;
  document(id: string): Promise<DocumentRecord | undefined>;
  documentsOf(contractId: string): Promise<readonly DocumentRecord[]>;
  /**
   * Versions whose receipt is sequenced, in order of number. What is not sequenced is not visible; accepted, and
   * its placing not sequenced yet, a version is still `pending`.
   */
  versionsOf(documentId: string): Promise<readonly PlacedVersion[]>;
  /** Versions in quarantine whose receipt is sequenced, in order of document and number. */
  quarantined(): Promise<readonly VersionName[]>;
  /** Sendings of a document's versions, in order of commit; both entries are sequenced, else not visible. */
  sendingsOf(documentId: string): Promise<readonly FixedSending[]>;
  /** What was sent to a participant, in order of commit, under the same rule. */
  sendingsTo(addresseeId: string): Promise<readonly FixedSending[]>;
  /** What was sent in answer to a request, in order of commit, under the same rule. */
  sendingsAnswering(requestId: string): Promise<readonly FixedSending[]>;
  /** Requests whose arrival is sequenced, else not visible; lists in order of commit. */
  request(id: string): Promise<FixedRequest | undefined>;
  requestsTo(exporterId: string): Promise<readonly FixedRequest[]>;
  requestsBy(requesterId: string): Promise<readonly FixedRequest[]>;
  /** Delegations whose grant is sequenced, else not visible; a list of those given and held, in order of commit. */
  delegation(id: string): Promise<FixedDelegation | undefined>;
  delegationsOf(participantId: string): Promise<readonly FixedDelegation[]>;
  /** What happened from `since` (ISO 8601, UTC) on, in order of the journal; what is not sequenced is not visible. */
  accessEvents(since: string): Promise<readonly FixedAccessEvent[]>;
  idempotency(participantId: string, key: string): Promise<IdempotencyRecord | undefined>;
  session(tokenHash: string): Promise<SessionRecord | undefined>;
  /** How many sessions expired before `moment` (ISO 8601, UTC). */
  expiredSessions(moment: string): Promise<number>;

  /** Due jobs, leased for `leaseSeconds`: a crashed worker's job comes back. Earliest `runAt` first. */
  takeJobs(now: string, limit: number, leaseSeconds: number): Promise<readonly DueJob[]>;
  /** Ids of jobs that are due and not leased, the earliest `runAt` first: for who tells workers of them. */
  dueJobs(now: string, limit: number): Promise<readonly string[]>;
  /** The same lease for the job of this id; undefined when it is gone, not due yet or leased by another. */
  takeJob(id: string, now: string, leaseSeconds: number): Promise<DueJob | undefined>;
  /** Removes the job; a job that is gone already is success. */
  finishJob(id: string): Promise<void>;
  /** Gives the lease back; `failure` says why, and is kept until the job is finished. */
  postponeJob(id: string, runAt: string, failure?: string): Promise<void>;
  /** Jobs that failed at least once and are not finished, in order of commit. */
  failingJobs(limit: number): Promise<readonly FailingJob[]>;

  blobKeys: BlobKeys;
  /**
   * What was committed and is not in the archive yet, in an order in which it can be committed again: changes
   * without sessions, and supplements of checkpoints.
   */
  unarchived(limit: number): Promise<readonly UnarchivedChange[]>;
  /** Forgets what the archive holds; a position that is gone is success. */
  forgetArchived(positions: readonly number[]): Promise<void>;

  journal: JournalStore;
  close(): Promise<void>;
}

export interface UnarchivedChange {
  readonly position: number;
  /** JSON of an `ArchivedChange`. */
  readonly record: string;
}

/** Octets in JSON. */
export type ArchivedErasure = Omit<EntryErasure, 'commitment'> & { readonly commitment: string };

export type ArchivedChanges = Omit<
  Changes,
  'sessions' | 'sessionChanges' | 'forgetSessions' | 'entryErasures'
> & {
  readonly entryErasures?: readonly ArchivedErasure[];
};

/** One thing that the database was told and that nothing else tells. */
export type ArchivedChange =
  | { readonly kind: 'changes'; readonly changes: ArchivedChanges }
  | { readonly kind: 'supplement'; readonly size: number; readonly base64: string };

/** The second phase: pending entries get index and time in batches. */
export interface JournalStore {
  /** In order of commit. */
  pending(limit: number): Promise<readonly PendingEntry[]>;
  /**
   * Stores a batch: all or nothing, durable when it returns. `expectedSize` is the size before the batch;
   * when the stored size differs the batch is refused with ConflictError `stale` (two sequencers).
   */
  sequence(batch: SequencedBatch): Promise<void>;
  head(): Promise<SignedHead | undefined>;
  /** The note of the head that was signed at exactly this size; undefined where none was. Kept for ever. */
  checkpoint(size: number): Promise<string | undefined>;
  /** Notes of the heads over more than `size` entries, the smallest first. */
  checkpoints(size: number, limit: number): Promise<readonly string[]>;
  entry(id: string): Promise<SequencedEntry | undefined>;
  /** Entries from `index` on, in order. */
  entries(index: number, limit: number): Promise<readonly SequencedEntry[]>;
  /** Hash of the complete subtree `index` at `level` (RFC 6962 §2.1); level 0 is the leaf hash. */
  nodes(positions: readonly NodePosition[]): Promise<readonly Uint8Array[]>;
  /** The receipt made for an entry: always the same bytes. */
  receipt(entryId: string): Promise<Uint8Array | undefined>;
  /**
   * Keeps what came later about the checkpoint of this size, durable when it returns; the same octets twice
   * are success. StorageError `corrupt` for a size that the journal has not reached.
   */
  putSupplement(size: number, bytes: Uint8Array): Promise<void>;
  /** In the order in which they came. */
  supplements(size: number): Promise<readonly Uint8Array[]>;
}

export interface NodePosition {
  readonly level: number;
  readonly index: number;
}

export interface SequencedBatch {
  readonly expectedSize: number;
  readonly entries: readonly SequencedEntry[];
  /** New complete subtrees, leaves included. */
  readonly nodes: readonly (NodePosition & { readonly hash: Uint8Array })[];
  readonly head: SignedHead;
  readonly receipts: readonly { readonly entryId: string; readonly bytes: Uint8Array }[];
  /** What is to be done about the new head, committed with it. */
  readonly jobs?: readonly NewJob[];
}
