/** Where the log's public files go: derived from the store, and written again from it when lost. */
export interface LogFolder {
  /**
   * Writes a whole file so that readers see the old or the new one, never a part. Paths are relative, of
   * lower-case letters, digits, `.` and `/`.
   */
  write(path: string, bytes: Uint8Array): Promise<void>;
}

/** A folder that also tells what it holds: how far the log was published before a restart. */
export interface ReadableLogFolder extends LogFolder {
  /** The whole file; undefined when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
}
