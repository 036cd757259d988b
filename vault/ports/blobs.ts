import type { ByteSource } from '../../formats/byte-source.ts';
import type { StoredBlob } from '../model/document.ts';

/**
 * Where document bytes live. Equal bytes are shared inside one owner only, never across owners: nothing tells one
 * owner what another has, neither ids nor errors nor the steps that are taken.
 */
export interface Blobs {
  /**
   * Takes bytes in without making them visible. Ends with a staged blob that is not durable yet. When
   * `content` throws, or is longer than `limit` octets (StorageError `too-large`), nothing is left behind.
   */
  stage(ownerId: string, content: AsyncIterable<Uint8Array>, limit: number): Promise<StagedBlob>;
  /** Keeps bytes that are at hand: durable when it returns. The same bytes twice is success. */
  put(ownerId: string, bytes: Uint8Array): Promise<StoredBlob>;
  /** Rejects with StorageError `not-found`, `erased`, `corrupt`. The source is closed by `close`. */
  open(id: string): Promise<OpenBlob>;
  /** Takes a blob away that nobody names any more; durable when it returns. One that is not there is success. */
  remove(id: string): Promise<void>;
}

export interface OpenBlob extends ByteSource {
  close(): Promise<void>;
}

export interface StagedBlob {
  readonly sha256: string;
  readonly size: number;
  readonly source: ByteSource;
  /** Durable when it returns: the file and its folder are synced. The same bytes twice is success. */
  keep(): Promise<StoredBlob>;
  /** Removes the staged bytes; harmless after `keep`. */
  discard(): Promise<void>;
}
