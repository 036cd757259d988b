import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FormatError } from '../../../formats/format-error.ts';
import { parseOcspResponse } from '../../../formats/ocsp/parse-ocsp-response.ts';
import { certificatesIn, crlsIn } from '../../../formats/x509/certificate-files.ts';
import { BadCaseError } from './batch-job.ts';

/** A file of a case that is there and cannot be read as what it should be. */
export interface Unreadable {
  readonly file: string;
  readonly message: string;
}

type Parse<T> = (bytes: Uint8Array) => readonly T[];

export const PARSE = {
  certificates: certificatesIn,
  crls: crlsIn,
  ocsp: (bytes: Uint8Array) => [parseOcspResponse(bytes)],
} as const;

/** Octets of parsed files that are remembered: cases share anchors, authorities and lists. */
const REMEMBERED = 64 * 1024 * 1024;
const PEM = '-----BEGIN ';

/** Reads the files that cases name, those that come again from memory. One for each thread. */
export class MaterialFiles {
  readonly #folders: readonly string[];
  readonly #known = new Map<string, { readonly octets: number; readonly items: unknown }>();
  #octets = 0;

  /** `folders`: relative names are looked for in the first, then in the next. */
  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /**
   * What is in a file, or in PEM text given in its place. A file that is not there is a bad case; one that
   * holds something else is put on `unreadable` and gives nothing.
   */
  async read<T>(
    kind: { readonly name: string; readonly parse: Parse<T> },
    names: readonly string[],
    context: { readonly id: string | number | null; readonly unreadable: Unreadable[] },
  ): Promise<readonly T[]> {
    const found: T[] = [];
    for (const name of names) {
      try {
        found.push(...(await this.#items(kind, name)));
      } catch (error) {
        if (error instanceof FormatError) {
          const file = name.startsWith(PEM) ? 'PEM' : name;
          context.unreadable.push({ file, message: error.message });
        } else throw missing(error, name, context.id);
      }
    }
    return found;
  }

  async #items<T>(
    kind: { readonly name: string; readonly parse: Parse<T> },
    name: string,
  ): Promise<readonly T[]> {
    const key = `${kind.name} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known.items as readonly T[];
    const bytes = name.startsWith(PEM) ? Buffer.from(name, 'utf8') : await this.#bytes(name);
    const items = kind.parse(bytes);
    this.#remember(key, { octets: bytes.length, items });
    return items;
  }

  async #bytes(name: string): Promise<Uint8Array> {
    let failure: unknown;
    for (const folder of this.#folders) {
      try {
        return await readFile(resolve(folder, name));
      } catch (error) {
        failure ??= error;
      }
    }
    throw failure;
  }

  // What came first goes first.
  #remember(key: string, entry: { readonly octets: number; readonly items: unknown }): void {
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

function missing(error: unknown, name: string, id: string | number | null): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  return new BadCaseError('file-unreadable', `cannot read “${name}” (${code})`, id);
}
