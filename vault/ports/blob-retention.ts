/**
 * Retention that the store of blobs itself enforces, against us too: a second lock behind the vault's own rules.
 * Each call rejects with StorageError: `not-found`, `unavailable`, or `corrupt` when the store says that it did
 * something and reading it back shows that it did not.
 */
export interface BlobRetention {
  /**
   * Nobody can remove the blob before `moment` (ISO 8601). Returns when that was read back. Never shortens: an
   * earlier moment than the store already keeps to is success.
   */
  keepUntil(blobId: string, moment: string): Promise<void>;
  /** A hold without end, beside the retention; whoever lifts it knows that no other document needs the blob. */
  hold(blobId: string, held: boolean): Promise<void>;
  state(blobId: string): Promise<RetentionState>;
}

export interface RetentionState {
  /** ISO 8601 UTC; absent: the store keeps to no moment. */
  readonly keepUntil?: string;
  readonly held: boolean;
}
