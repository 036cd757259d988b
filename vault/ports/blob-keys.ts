import type { BlobKey } from '../model/document.ts';

/** Names a version that names a blob. */
export interface VersionName {
  readonly documentId: string;
  readonly number: number;
}

/** A blob that a commit has named, with its key. */
export interface KeptBlob {
  readonly id: string;
  /** Of the content, lower-case hex. */
  readonly sha256: string;
  /** Of the content, in octets. */
  readonly size: number;
  readonly key: BlobKey;
}

export type BlobState =
  | { readonly state: 'kept'; readonly blob: KeptBlob }
  /** Its key was destroyed; `entry` is the journal entry that says so. */
  | { readonly state: 'erased'; readonly entry: string };

/** Puts one wrapping of the same key in the place of another. */
export interface Rewrapping {
  readonly blobId: string;
  readonly from: BlobKey;
  readonly to: BlobKey;
}

/**
 * The destruction of a blob's key, committed with the journal entry that tells of it. `references` are all that
 * name the blob, each found due: if any other is stored, ConflictError `stale`.
 */
export interface BlobErasure {
  readonly blobId: string;
  readonly references: readonly VersionName[];
  readonly entry: string;
}

/**
 * The wrapped keys of blobs and which versions name them: written by the commit that names a blob, apart from the
 * records, so that a key can be destroyed and what was said about its blob stays. Order is by blob id.
 */
export interface BlobKeys {
  /** Undefined: no commit ever named the blob, or none with a key. */
  find(blobId: string): Promise<BlobState | undefined>;
  /** A blob of this owner with this content: equal content is shared inside one owner, never across. */
  ofContent(ownerId: string, sha256: string): Promise<KeptBlob | undefined>;
  /** The blobs whose keys are kept of a version, and of what was made of it. */
  ofVersion(version: VersionName): Promise<readonly KeptBlob[]>;
  /** Every version that names the blob, in order of document and number. */
  references(blobId: string): Promise<readonly VersionName[]>;
  /** How many keys are wrapped under each generation of the master key, in order of generation. */
  generations(): Promise<readonly { readonly generation: string; readonly keys: number }[]>;
  /** Keys that are wrapped under another generation than this. */
  underOther(generation: string, limit: number): Promise<readonly KeptBlob[]>;
  /**
   * Replaces wrapped keys, durable when it returns; one that is no longer as `from` says (erased, re-wrapped by
   * another) is passed over.
   */
  rewrap(batch: readonly Rewrapping[]): Promise<void>;
  /**
   * Wipes what the engine's files still hold of erased keys. False: a reader hinders it; to be tried again.
   */
  wipe(): Promise<boolean>;
}
