/**
 * The last head that was signed, kept outside the database and its backups, so that a restored old backup
 * cannot make the log sign a fork.
 */
export interface LastHead {
  read(): Promise<RememberedHead | undefined>;
  /** Compare-and-swap on `size`; durable when it returns. Rejects with ConflictError `stale`. */
  write(expected: RememberedHead | undefined, next: RememberedHead): Promise<void>;
}

export interface RememberedHead {
  readonly size: number;
  /** Base64 root hash. */
  readonly root: string;
}
