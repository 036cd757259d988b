import { sealedSize } from '../../../formats/encrypted-blob/layout.ts';
import type { StoredBlob } from '../../../vault/model/document.ts';
import type { BlobKeys } from '../../../vault/ports/blob-keys.ts';
import type { Blobs } from '../../../vault/ports/blobs.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';

/** Kept by this process and perhaps not yet named by a commit; forgetting one costs a second file, not safety. */
const REMEMBERED = 20_000;

interface Content {
  readonly ownerId: string;
  readonly sha256: string;
}

/**
 * Equal content of one owner is one blob: found by the keys that commits have kept, or by what this process has just
 * kept. The content of another owner is never looked at.
 */
export class SharedContent {
  readonly #recent = new Map<string, StoredBlob>();
  readonly #names = new Map<string, string>();
  readonly #underWay = new Map<string, Promise<StoredBlob>>();
  readonly #keys: BlobKeys;
  readonly #files: Pick<Blobs, 'open'>;

  constructor(keys: BlobKeys, files: Pick<Blobs, 'open'>) {
    this.#keys = keys;
    this.#files = files;
  }

  /** The blob that this process has kept, whether or not a commit has named it. */
  recent(id: string): StoredBlob | undefined {
    const name = this.#names.get(id);
    return name === undefined ? undefined : this.#recent.get(name);
  }

  forget(id: string): void {
    const name = this.#names.get(id);
    if (name !== undefined) this.#recent.delete(name);
    this.#names.delete(id);
  }

  /** What is there already, else what `make` makes; of several at once one makes it and the others wait. */
  async once(content: Content, make: () => Promise<StoredBlob>): Promise<StoredBlob> {
    const name = `${content.ownerId}/${content.sha256}`;
    for (;;) {
      const before = this.#underWay.get(name);
      if (before === undefined) break;
      // What failed for another may succeed for us: our bytes are not theirs.
      const made = await before.catch(() => undefined);
      if (made !== undefined) return made;
    }
    const making = this.#find(name, content).then(async (found) => found ?? make());
    this.#underWay.set(name, making);
    try {
      const made = await making;
      this.#remember(name, made);
      return made;
    } finally {
      this.#underWay.delete(name);
    }
  }

  async #find(name: string, { ownerId, sha256 }: Content): Promise<StoredBlob | undefined> {
    const recent = this.#recent.get(name);
    const found =
      recent === undefined
        ? await this.#keys.ofContent(ownerId, sha256)
        : await this.#notErased(recent);
    return found !== undefined && (await this.#isThere(found)) ? found : undefined;
  }

  async #notErased(recent: StoredBlob): Promise<StoredBlob | undefined> {
    const known = await this.#keys.find(recent.id);
    if (known === undefined) return recent; // no commit has named it yet
    return known.state === 'kept' ? known.blob : undefined;
  }

  /** A file that was lost is written anew, and nobody's content is acknowledged on the word of a row. */
  async #isThere({ id, size }: StoredBlob): Promise<boolean> {
    try {
      const file = await this.#files.open(id);
      await file.close();
      if (file.size === sealedSize(size)) return true;
      throw new StorageError(
        'corrupt',
        `blob ${id}: the file has ${file.size} octets in place of ${sealedSize(size)}`,
      );
    } catch (error) {
      if (error instanceof StorageError && error.code === 'not-found') return false;
      throw error;
    }
  }

  #remember(name: string, blob: StoredBlob): void {
    if (this.#recent.size >= REMEMBERED) {
      this.#recent.clear();
      this.#names.clear();
    }
    this.#recent.set(name, blob);
    this.#names.set(blob.id, name);
  }
}
