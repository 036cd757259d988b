import type { OcspResponse } from '../../../formats/ocsp/ocsp-response.ts';
import { parseOcspResponse } from '../../../formats/ocsp/parse-ocsp-response.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import { certificatesIn, crlsIn } from '../../../formats/x509/certificate-files.ts';
import type { Crl } from '../../../formats/x509/crl.ts';
import type { IndexedCrl } from '../../revocation/crl-index.ts';
import { readWithin } from '../open-file.ts';
import type { IndexFolder } from './index-folder.ts';
import { largeCrlIn } from './read-crls.ts';

/** One kind of what options and cases name. */
export interface Kind<T> {
  readonly name: string;
  /** Octets that one question may have read into memory. */
  readonly limit: number;
  readonly parse: (bytes: Uint8Array) => readonly T[];
  /** What is better not read into memory; undefined for what is to be parsed. */
  readonly open?: (path: string, indexes: IndexFolder) => Promise<Read<T> | undefined>;
}

const MIB = 1024 * 1024;

// Trust lists of a whole country take some MiB; parsed, a certificate takes some times its octets.
export const CERTIFICATES: Kind<Certificate> = {
  name: 'certificate',
  limit: 32 * MIB,
  parse: certificatesIn,
};

// Lists in PEM are text and decoded whole; those in DER stay on the disk when they are large.
export const CRLS: Kind<Crl | IndexedCrl> = {
  name: 'crl',
  limit: 256 * MIB,
  parse: crlsIn,
  open: openLarge,
};

export const OCSP: Kind<OcspResponse> = {
  name: 'ocsp',
  limit: 16 * MIB,
  parse: (bytes) => [parseOcspResponse(bytes)],
};

/** What was read. */
export interface Read<T> {
  /** In memory. */
  readonly octets: number;
  readonly items: readonly T[];
  /** The items themselves stay on the disk, and are read while they are used. */
  readonly onDisk: boolean;
}

async function openLarge(
  path: string,
  indexes: IndexFolder,
): Promise<Read<IndexedCrl> | undefined> {
  const items = await largeCrlIn(path, indexes);
  if (items === undefined) return undefined;
  const octets = items.map(({ index }) => index.places.byteLength + index.issuers.byteLength);
  return { octets: octets.reduce((sum, each) => sum + each, 0), items, onDisk: true };
}

/**
 * What is in a file, of which at most `left` octets may be read into memory. Rejects with FormatError,
 * FileRefusedError, FileChangedError and errors of the file system.
 */
export async function readKind<T>(
  kind: Kind<T>,
  path: string,
  { indexes, left }: { readonly indexes: IndexFolder; readonly left: number },
): Promise<Read<T>> {
  const opened = await kind.open?.(path, indexes);
  if (opened !== undefined) return opened;
  const bytes = await readWithin(path, left);
  return { octets: bytes.length, items: kind.parse(bytes), onDisk: false };
}

/** PEM text that stands in place of a file's name. */
export function isPem(name: string): boolean {
  return name.startsWith('-----BEGIN ');
}
