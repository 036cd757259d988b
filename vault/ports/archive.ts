import type { ByteSource } from '../../formats/byte-source.ts';
import type { OcflInventory } from '../../formats/ocfl/inventory.ts';
import type { OcflTree } from '../../verify/ocfl/tree.ts';
import type { KeptBlob } from './blob-keys.ts';

/**
 * A storage root of OCFL 1.1, whose objects outlive this program. Objects only grow: a version that was added is
 * never changed. One process writes a root at a time.
 */
export interface Archive {
  /** The inventory of an object; undefined: there is no such object. Rejects with FormatError when it is damaged. */
  inventory(id: string): Promise<OcflInventory | undefined>;
  /**
   * Adds the next version of an object, or its first: all of it or nothing, durable when it returns. Files whose
   * content the object has already are not stored again; the same state as the newest version's adds nothing.
   * Rejects with StorageError `corrupt` when a file is not what its digests say.
   */
  append(id: string, version: NewVersion): Promise<'added' | 'unchanged'>;
  /**
   * Puts an object of one version in the place of one that is there, none of whose files stays: what OCFL has for
   * content that must lawfully go. Durable when it returns.
   */
  replace(id: string, version: NewVersion): Promise<void>;
  /** Ids of all objects, in order of their places. */
  ids(): AsyncIterable<string>;
  /** A file of the newest state by its logical path, held to its digest; StorageError `not-found`, `corrupt`. */
  read(id: string, logicalPath: string, limit: number): Promise<Uint8Array>;
  /** The same in pieces; the digest is checked at the end. */
  content(id: string, logicalPath: string): AsyncIterable<Uint8Array>;
}

/**
 * The wrapped keys of blobs beside the archive, by document: rewritten when a key is re-wrapped or destroyed, so that
 * what is gone from the database is gone here too.
 */
export interface KeyRing {
  /** Puts exactly these in the place of what the ring had for the document; durable when it returns. */
  put(documentId: string, keys: readonly KeptBlob[]): Promise<void>;
  read(documentId: string): Promise<readonly KeptBlob[]>;
}

/** The same, of which nothing is changed. */
export type ReadableArchive = Omit<Archive, 'append' | 'replace'>;

/** One copy of an archive as it lies on its disk, object by object: for who compares copies and mends them. */
export interface ArchiveCopy extends ReadableArchive {
  /** The storage root. */
  readonly tree: OcflTree;
  /** Places of the objects under the root, in order; only those after the place `after`. */
  places(after: string): AsyncIterable<string>;
  /** Puts an object in its place whatever is there, durable when it returns; no half of it is ever seen. */
  put(place: string, object: CopiedObject): Promise<void>;
}

export interface CopiedObject {
  /** By path in the object. */
  readonly files: ReadonlyMap<string, Uint8Array | CopiedFile>;
  /** Sees the object, its files synced, before it gets its place: when it rejects, nothing has changed. */
  check(staged: OcflTree): Promise<void>;
  /** Name of the folder, beside the root, that keeps what was there; absent: it goes. */
  readonly aside?: string;
}

export interface CopiedFile {
  readonly tree: OcflTree;
  readonly path: string;
}

export interface NewVersion {
  /** The whole state of the version. */
  readonly files: readonly ArchiveFile[];
  /** RFC 3339. */
  readonly created: string;
  readonly message: string;
}

export interface ArchiveFile {
  /** Logical path. */
  readonly path: string;
  /** Octets, or where they are stored; what `open` gives is closed. */
  readonly content: Uint8Array | { open(): Promise<ByteSource & { close(): Promise<void> }> };
  /** Lower-case hex, where it is known: what is stored must have it. */
  readonly sha256?: string;
  /** Further digests that `fixity` gets, by OCFL's names. */
  readonly fixity?: readonly string[];
}
