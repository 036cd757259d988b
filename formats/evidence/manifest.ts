// The list of everything in an evidence package. The journal commits to its digest, and so to every octet.
import { FormatError } from '../format-error.ts';
import {
  indentedJson,
  type JsonObject,
  type JsonValue,
  parseIndentedJson,
} from './canonical-json.ts';
import { type ObjectReader, readObject } from './shape.ts';

export const MANIFEST_NAME = 'manifest.json';
/** The receipt of the entry `evidence.issued`: it stands beside the manifest, which it proves. */
export const MANIFEST_RECEIPT_NAME = 'manifest.receipt.json';
export const MANIFEST_FORMAT = 'okno-evidence/1';
export const MANIFEST_LIMITS = {
  octets: 4 * 1024 * 1024,
  files: 20_000,
  signatures: 1_000,
  supplements: 1_000,
} as const;

const ROLES = [
  'readme',
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

export interface ManifestFile {
  readonly name: string;
  readonly role: FileRole;
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
}

export interface ManifestSignature {
  /** The document itself where the signature carries it. */
  readonly file: string;
  /** What the verifier said at intake. */
  readonly report: string;
}

/** What a contract or document is called, for people; `id` is what receipts name it by. */
export type Described = JsonObject & { readonly id: string };

export interface Manifest {
  readonly contract: Described;
  readonly document: Described;
  /** In the order of the archive. */
  readonly files: readonly ManifestFile[];
  readonly versions: readonly ManifestVersion[];
}

export function encodeManifest({ contract, document, files, versions }: Manifest): Uint8Array {
  return indentedJson({
    contract,
    document,
    files: files.map((file) => ({ ...file })),
    format: MANIFEST_FORMAT,
    versions: versions.map(({ signatures, ...version }) => ({
      ...version,
      signatures: signatures.map((signature) => ({ ...signature })),
    })),
  });
}

/** Reads a manifest in its one spelling, with every reference resolved. Throws FormatError. */
export function parseManifest(bytes: Uint8Array): Manifest {
  const read = readObject(parseIndentedJson(bytes), 'manifest');
  const format = read.string('format');
  if (format !== MANIFEST_FORMAT) {
    throw new FormatError('unsupported', { format: 'manifest', reason: `format ${format}` });
  }
  const manifest: Manifest = {
    contract: readDescribed(read.object('contract')),
    document: readDescribed(read.object('document')),
    files: read.array('files').map(readFile),
    versions: read.array('versions').map(readVersion),
  };
  read.end();
  checkFiles(manifest);
  checkVersions(manifest);
  return manifest;
}

function readDescribed(value: JsonObject): Described {
  return { ...value, id: readObject(value, 'manifest').string('id') };
}

function readFile(value: JsonValue): ManifestFile {
  const read = readObject(value, 'manifest');
  const file = {
    name: read.string('name'),
    role: readRole(read),
    sha256: read.string('sha256', /^[0-9a-f]{64}$/),
    size: read.integer('size'),
  };
  read.end();
  return file;
}

function readRole(read: ObjectReader): FileRole {
  const text = read.string('role');
  const role = ROLES.find((each) => each === text);
  if (role === undefined) throw malformed(`unknown role "${text}"`);
  return role;
}

function readVersion(value: JsonValue): ManifestVersion {
  const read = readObject(value, 'manifest');
  const placed = read.optionalString('placed');
  const version = {
    number: read.integer('number'),
    document: read.string('document'),
    signatures: read.array('signatures').map(readSignature),
    received: read.string('received'),
    ...(placed === undefined ? {} : { placed }),
  };
  read.end();
  return version;
}

function readSignature(value: JsonValue): ManifestSignature {
  const read = readObject(value, 'manifest');
  const signature = { file: read.string('file'), report: read.string('report') };
  read.end();
  return signature;
}

function checkFiles({ files }: Manifest): void {
  if (files.length > MANIFEST_LIMITS.files) {
    throw new FormatError('limit', { format: 'manifest', reason: `${files.length} files` });
  }
  const supplements = files.filter(({ role }) => role === 'supplement').length;
  if (supplements > MANIFEST_LIMITS.supplements) {
    throw new FormatError('limit', { format: 'manifest', reason: `${supplements} supplements` });
  }
  const names = new Set(files.map(({ name }) => name));
  if (names.size !== files.length) throw malformed('a file is listed twice');
  if (names.has(MANIFEST_NAME) || names.has(MANIFEST_RECEIPT_NAME)) {
    throw malformed('lists itself or its receipt');
  }
}

function checkVersions({ files, versions }: Manifest): void {
  const roles = new Map(files.map(({ name, role }) => [name, role]));
  const expect = (name: string, ...wanted: readonly FileRole[]) => {
    const role = roles.get(name);
    if (role === undefined || !wanted.includes(role)) {
      throw malformed(`"${name}" is not a listed ${wanted.join(' or ')}`);
    }
  };
  if (versions.length === 0) throw malformed('no versions');
  const signatures = versions.flatMap((version) => version.signatures);
  // Each costs a path and public-key operations.
  if (signatures.length > MANIFEST_LIMITS.signatures) {
    throw new FormatError('limit', {
      format: 'manifest',
      reason: `${signatures.length} signatures`,
    });
  }
  for (const [at, version] of versions.entries()) {
    if (version.number <= (versions[at - 1]?.number ?? 0)) throw malformed('versions out of order');
    expect(version.document, 'document');
    expect(version.received, 'receipt');
    if (version.placed !== undefined) expect(version.placed, 'receipt');
    for (const { file, report } of version.signatures) {
      if (file !== version.document) expect(file, 'signature');
      expect(report, 'report');
    }
  }
  checkNamedOnce(versions);
  checkAllJudged({ files, versions });
}

/** Each version has files of its own: one file named a thousand times would be judged a thousand times. */
function checkNamedOnce(versions: readonly ManifestVersion[]): void {
  const names = versions.flatMap(({ document, received, placed, signatures }) => [
    document,
    received,
    ...(placed === undefined ? [] : [placed]),
    ...signatures.flatMap(({ file, report }) => (file === document ? [report] : [file, report])),
  ]);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw malformed(`"${name}" is named twice`);
    seen.add(name);
  }
}

/** A document, signature or receipt that no version names would lie in the package unjudged. */
function checkAllJudged({ files, versions }: Pick<Manifest, 'files' | 'versions'>): void {
  const named = new Set(
    versions.flatMap(({ document, signatures, received, placed }) => [
      document,
      received,
      placed,
      ...signatures.flatMap(({ file, report }) => [file, report]),
    ]),
  );
  const judged: readonly FileRole[] = ['document', 'signature', 'receipt', 'report'];
  const stray = files.find(({ name, role }) => judged.includes(role) && !named.has(name));
  if (stray !== undefined) throw malformed(`no version names "${stray.name}"`);
}

function malformed(reason: string): FormatError {
  return new FormatError('malformed', { format: 'manifest', reason });
}
