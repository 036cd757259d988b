import { access, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FormatError } from '../../../formats/format-error.ts';
import type { OcspResponse } from '../../../formats/ocsp/ocsp-response.ts';
import { parseOcspResponse } from '../../../formats/ocsp/parse-ocsp-response.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import { certificatesIn, crlsIn } from '../../../formats/x509/certificate-files.ts';
import type { Crl } from '../../../formats/x509/crl.ts';
import type { IndexedCrl } from '../../revocation/crl-index.ts';
import type { IndexFolder } from '../material/index-folder.ts';
import { largeCrlIn } from '../material/read-crls.ts';
import { BadCaseError } from './batch-job.ts';

/** A file of a case that is there and cannot be read as what it should be. */
export interface Unreadable {
  readonly file: string;
  readonly message: string;
}

/** One kind of what cases name. */
interface Kind<T> {
  readonly name: string;
  readonly parse: (bytes: Uint8Array) => readonly T[];
  /** What is better not read into memory; undefined for what is to be parsed. */
  readonly open?: (path: string, indexes: IndexFolder) => Promise<readonly T[] | undefined>;
}

export const CERTIFICATES: Kind<Certificate> = { name: 'certificate', parse: certificatesIn };
export const CRLS: Kind<Crl | IndexedCrl> = { name: 'crl', parse: crlsIn, open: largeCrlIn };
export const OCSP: Kind<OcspResponse> = {
  name: 'ocsp',
  parse: (bytes) => [parseOcspResponse(bytes)],
};

/** Octets of parsed files that are remembered: cases share anchors, authorities and lists. */
const REMEMBERED = 64 * 1024 * 1024;
const PEM = '-----BEGIN ';

/** Reads the files that cases name, those that come again from memory. One for each thread. */
export class MaterialFiles {
  readonly #folders: readonly string[];
  readonly #indexes: IndexFolder;
  readonly #known = new Map<string, { readonly octets: number; readonly items: unknown }>();
  #octets = 0;

  /** `folders`: relative names are looked for in the first, then in the next. */
  constructor(folders: readonly string[], indexes: IndexFolder) {
    this.#folders = folders;
    this.#indexes = indexes;
  }

  /**
   * What is in a file, or in PEM text given in its place. A file that is not there is a bad case; one that
   * holds something else is put on `unreadable` and gives nothing.
   */
  async read<T>(
    kind: Kind<T>,
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

  async #items<T>(kind: Kind<T>, name: string): Promise<readonly T[]> {
    const key = `${kind.name} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known.items as readonly T[];
    if (name.startsWith(PEM)) return kind.parse(Buffer.from(name, 'utf8'));
    const path = await this.#find(name);
    const opened = await kind.open?.(path, this.#indexes);
    const bytes = opened === undefined ? await readFile(path) : new Uint8Array();
    const items = opened ?? kind.parse(bytes);
    this.#remember(key, { octets: bytes.length, items });
    return items;
  }

  async #find(name: string): Promise<string> {
    let failure: unknown;
    for (const folder of this.#folders) {
      const path = resolve(folder, name);
      try {
        await access(path);
        return path;
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
