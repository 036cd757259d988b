/** Where the log's public files go: derived from the store, and written again from it when lost. */
export interface LogFolder {
  /**
   * Writes a whole file so that readers see the old or the new one, never a part. Paths are relative, of
   * lower-case letters, digits, `.` and `/`.
   */
  write(path: string, bytes: Uint8Array): Promise<void>;
}
