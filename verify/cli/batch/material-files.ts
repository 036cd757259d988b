import { accessSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FormatError } from '../../../formats/format-error.ts';
import type { IndexFolder } from '../material/index-folder.ts';
import { isPem, type Kind, type Read, readKind } from '../material/kinds.ts';
import { namesInFolder, noFileCode } from '../material/names-in-folder.ts';
import { FileChangedError, FileRefusedError } from '../open-file.ts';
import { BadCaseError } from './bad-case.ts';

/** A file of a case that is there and cannot be read as what it should be. */
export interface Unreadable {
  readonly file: string;
  readonly message: string;
}

/** The case that files are read for. */
export interface ForCase {
  readonly id: string | number | null;
  readonly unreadable: Unreadable[];
  /** Octets that were read into memory, by kind. */
  readonly spent: Map<string, number>;
}

/** A folder that a case names. */
interface NamedFolder {
  readonly name: string;
  readonly path: string;
  /** Names of its files. */
  readonly inside: readonly string[];
}

/** Octets of parsed files that are remembered: cases share anchors, authorities and lists. */
const REMEMBERED = 64 * 1024 * 1024;

/** Reads the files that cases name, those that come again from memory. One for each thread. */
export class MaterialFiles {
  readonly #folders: readonly string[];
  readonly #indexes: IndexFolder;
  readonly #known = new Map<string, Read<unknown>>();
  #octets = 0;

  /** `folders`: relative names are looked for in the first, then in the next. */
  constructor(folders: readonly string[], indexes: IndexFolder) {
    this.#folders = folders;
    this.#indexes = indexes;
  }

  /**
   * What is in files, in the files of folders, or in PEM text given in their place. A file that is not there, is
   * none or is too large is a bad case; one that holds something else is put on `unreadable` and gives nothing, and
   * so is a folder without files.
   */
  async read<T>(kind: Kind<T>, names: readonly string[], context: ForCase): Promise<readonly T[]> {
    const found: T[] = [];
    for (const name of new Set(names)) {
      const folder = await this.#folder(kind, name, context);
      const items = folder
        ? await this.#readFolder(kind, folder, context)
        : await this.readFile(kind, name, context);
      for (const item of items) found.push(item);
    }
    return found;
  }

  /** The same of one name, which is no folder's. */
  async readFile<T>(kind: Kind<T>, name: string, context: ForCase): Promise<readonly T[]> {
    try {
      return await this.#counted(kind, name, context);
    } catch (error) {
      if (!(error instanceof FormatError)) throw badFile(error, name, context.id);
      context.unreadable.push({ file: isPem(name) ? 'PEM' : name, message: error.message });
      return [];
    }
  }

  async #readFolder<T>(
    kind: Kind<T>,
    { name, path, inside }: NamedFolder,
    { id, unreadable, spent }: ForCase,
  ): Promise<readonly T[]> {
    if (inside.length === 0) unreadable.push({ file: name, message: 'no file in the folder' });
    const found: T[] = [];
    for (const each of inside) {
      const file = join(name, each);
      try {
        const items = await this.#counted(kind, join(path, each), { spent });
        for (const item of items) found.push(item);
        if (items.length === 0) unreadable.push({ file, message: 'nothing of the kind' });
      } catch (error) {
        const message = error instanceof FormatError ? error.message : noFileCode(error);
        if (message === undefined) throw badFile(error, file, id);
        unreadable.push({ file, message });
      }
    }
    return found;
  }

  /** The folder that has this name; undefined for a file. */
  async #folder<T>(kind: Kind<T>, name: string, { id }: ForCase): Promise<NamedFolder | undefined> {
    if (isPem(name) || this.#known.has(keyOf(kind, name))) return undefined;
    try {
      const path = await this.find(name);
      const inside = await namesInFolder(path);
      return inside && { name, path, inside };
    } catch (error) {
      throw badFile(error, name, id);
    }
  }

  async #counted<T>(
    kind: Kind<T>,
    name: string,
    { spent }: Pick<ForCase, 'spent'>,
  ): Promise<readonly T[]> {
    const before = spent.get(kind.name) ?? 0;
    const { octets, items } = await this.#items(kind, name, kind.limit - before);
    spent.set(kind.name, before + octets);
    return items;
  }

  /** What stays on the disk has changed since: the next case opens it anew. */
  forgetOpened(): void {
    for (const [key, { octets, onDisk }] of this.#known) {
      if (!onDisk) continue;
      this.#known.delete(key);
      this.#octets -= octets;
    }
  }

  async #items<T>(kind: Kind<T>, name: string, left: number): Promise<Read<T>> {
    const key = keyOf(kind, name);
    const known = this.#known.get(key) as Read<T> | undefined;
    if (known !== undefined) {
      if (known.octets > left) throw tooLarge(name, kind);
      return known;
    }
    if (isPem(name)) {
      const items = kind.parse(Buffer.from(name, 'utf8'));
      return { octets: name.length, items, onDisk: false };
    }
    const path = await this.find(name);
    const read = await readKind(kind, path, { indexes: this.#indexes, left });
    this.#remember(key, read);
    return read;
  }

  /** The path of a file that a case names. Rejects with the error of the file system. */
  async find(name: string): Promise<string> {
    let failure: unknown;
    for (const folder of this.#folders) {
      const path = resolve(folder, name);
      try {
        accessSync(path);
        return path;
      } catch (error) {
        failure ??= error;
      }
    }
    throw failure;
  }

  // What came first goes first.
  #remember(key: string, entry: Read<unknown>): void {
    if (entry.octets > REMEMBERED) return;
    this.#known.set(key, entry);
    this.#octets += entry.octets;
    for (const [oldest, { octets }] of this.#known) {
      if (this.#octets <= REMEMBERED) return;
      this.#known.delete(oldest);
      this.#octets -= octets;
    }
  }
}

function keyOf<T>({ name: kind }: Kind<T>, name: string): string {
  return `${kind} ${name}`;
}

function tooLarge<T>(name: string, { limit }: Kind<T>): FileRefusedError {
  return new FileRefusedError('EFBIG', `${name} is over the limit of ${limit} octets for a case`);
}

const REFUSED = {
  EISDIR: 'not-a-file',
  ENOTFILE: 'not-a-file',
  EFBIG: 'file-too-large',
} as const satisfies Record<FileRefusedError['code'], string>;

/** Errors of files as the answer to the case that named them; any other as it is. */
export function badFile(error: unknown, name: string, id: string | number | null): unknown {
  if (error instanceof FileRefusedError) {
    return new BadCaseError(REFUSED[error.code], error.message, id);
  }
  if (error instanceof FileChangedError) return new BadCaseError('file-changed', error.message, id);
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  return new BadCaseError('file-unreadable', `cannot read “${name}” (${code})`, id);
}
