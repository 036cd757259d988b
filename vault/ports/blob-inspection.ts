/**
 * What lies in a store of blobs, whoever put it there: for who reads everything again. Rejects with StorageError
 * `unavailable` when the store does not answer: nothing is called missing then.
 */
export interface BlobInspection {
  /** Everything under the store's name, in an order of its own that stays; only what comes after the name `after`. */
  names(after: string): AsyncIterable<InspectedName>;
  /** SHA-256 of the octets that lie there now, lower-case hex; undefined: nothing does. */
  digest(blobId: string): Promise<string | undefined>;
  /** Whether a blob is there; its octets are not read. */
  has(blobId: string): Promise<boolean>;
  /**
   * Puts the octets of a blob where others lie, or none. They are held to the blob's name before anything changes
   * (StorageError `corrupt`), and are durable when it returns; what was there is kept aside.
   */
  restore(blobId: string, content: AsyncIterable<Uint8Array>): Promise<void>;
}

export interface InspectedName {
  readonly name: string;
  /** Absent: no blob is ever put there. */
  readonly blobId?: string;
}
