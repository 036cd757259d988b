// The list of everything in an evidence package. The journal commits to its digest, and so to every octet.
import type { JsonObject } from './canonical-json.ts';

export const MANIFEST_NAME = 'manifest.json';
/** The receipt of the entry `evidence.issued`: it stands beside the manifest, which it proves. */
export const MANIFEST_RECEIPT_NAME = 'manifest.receipt.json';
export const MANIFEST_FORMAT = 'okno-evidence/2';
export const MANIFEST_LIMITS = {
  octets: 4 * 1024 * 1024,
  files: 20_000,
  signatures: 1_000,
  receipts: 4_000,
  // Three for each checkpoint: token, cosignature, consistency proof.
  supplements: 1_500,
} as const;

export const ROLES = [
  'container', // what makes the archive an ASiC-E container
  'readme',
  'contents',
  'document',
  'signature',
  'report',
  'receipt',
  'supplement',
  'certificate',
  'crl',
  'ocsp',
] as const;
export type FileRole = (typeof ROLES)[number];

/** What a file is, in a line for people. */
export interface About {
  readonly ru: string;
  readonly en: string;
}

export interface ManifestFile {
  readonly name: string;
  readonly role: FileRole;
  readonly about: About;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly size: number;
}

/** Files of one version, by their names in the package. */
export interface ManifestVersion {
  readonly number: number;
  readonly document: string;
  readonly signatures: readonly ManifestSignature[];
  /** Receipt of the entry `document.received`. */
  readonly received: string;
  /** Receipt of the entry `document.placed`; absent while the version was pending. */
  readonly placed?: string;
  /** Receipts of what became of the version later, such as its sendings, in the order of the journal. */
  readonly later: readonly string[];
}

export interface ManifestSignature {
  /** The document itself where the signature carries it. */
  readonly file: string;
  /** What the verifier said at intake. */
  readonly report: string;
}

/** What a contract or document is called, for people; `id` is what receipts name it by. */
export type Described = JsonObject & { readonly id: string };

export interface ManifestDocument {
  readonly described: Described;
  readonly versions: readonly ManifestVersion[];
}

/** What was asked for; `version` is its number. */
export type PackageSubject =
  | { readonly kind: 'version'; readonly id: string; readonly version: number }
  | { readonly kind: 'document' | 'contract'; readonly id: string };

export interface Manifest {
  readonly subject: PackageSubject;
  /** Entries of the journal as of which the package tells; what was recorded later is not in it. */
  readonly asOf: number;
  readonly contract: Described;
  readonly documents: readonly ManifestDocument[];
  /** Receipts that are about no version, such as of the requests that sendings answer. */
  readonly receipts: readonly string[];
  /** In the order of the archive. */
  readonly files: readonly ManifestFile[];
}

/** Every version of every document, in order. */
export function versionsIn({ documents }: Pick<Manifest, 'documents'>): readonly ManifestVersion[] {
  return documents.flatMap(({ versions }) => versions);
}

/** The receipts of a version, in the order of the journal. */
export function receiptsIn({ received, placed, later }: ManifestVersion): readonly string[] {
  return [received, ...(placed === undefined ? [] : [placed]), ...later];
}
