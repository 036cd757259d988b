// A manifest as a file: indented canonical JSON, in one spelling.
import { FormatError } from '../format-error.ts';
import {
  indentedJson,
  type JsonObject,
  type JsonValue,
  parseIndentedJson,
} from './canonical-json.ts';
import { checkManifest, malformedManifest } from './check-manifest.ts';
import {
  type About,
  type Described,
  type FileRole,
  MANIFEST_FORMAT,
  type Manifest,
  type ManifestDocument,
  type ManifestFile,
  type ManifestSignature,
  type ManifestVersion,
  type PackageSubject,
  ROLES,
} from './manifest.ts';
import { type ObjectReader, readObject } from './shape.ts';

export function encodeManifest(manifest: Manifest): Uint8Array {
  const { subject, asOf, contract, documents, receipts, files } = manifest;
  return indentedJson({
    asOf,
    contract,
    documents: documents.map(({ described, versions }) => ({
      described,
      versions: versions.map(({ signatures, ...version }) => ({
        ...version,
        signatures: signatures.map((signature) => ({ ...signature })),
      })),
    })),
    files: files.map(({ about, ...file }) => ({ ...file, about: { ...about } })),
    format: MANIFEST_FORMAT,
    receipts,
    subject: { ...subject },
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
    subject: readSubject(read.object('subject')),
    asOf: read.integer('asOf'),
    contract: readDescribed(read.object('contract')),
    documents: read.array('documents').map(readDocument),
    receipts: read.array('receipts').map(readName),
    files: read.array('files').map(readFile),
  };
  read.end();
  checkManifest(manifest);
  return manifest;
}

function readSubject(value: JsonObject): PackageSubject {
  const read = readObject(value, 'manifest');
  const kind = read.string('kind', /^(version|document|contract)$/);
  const id = read.string('id');
  const subject: PackageSubject =
    kind === 'version'
      ? { kind, id, version: read.integer('version') }
      : { kind: kind === 'document' ? kind : 'contract', id };
  read.end();
  return subject;
}

function readDocument(value: JsonValue): ManifestDocument {
  const read = readObject(value, 'manifest');
  const document = {
    described: readDescribed(read.object('described')),
    versions: read.array('versions').map(readVersion),
  };
  read.end();
  return document;
}

function readName(value: JsonValue): string {
  if (typeof value !== 'string') throw malformedManifest('a name is not a string');
  return value;
}

function readDescribed(value: JsonObject): Described {
  return { ...value, id: readObject(value, 'manifest').string('id') };
}

function readFile(value: JsonValue): ManifestFile {
  const read = readObject(value, 'manifest');
  const file = {
    name: read.string('name'),
    role: readRole(read),
    about: readAbout(read.object('about')),
    sha256: read.string('sha256', /^[0-9a-f]{64}$/),
    size: read.integer('size'),
  };
  read.end();
  return file;
}

function readRole(read: ObjectReader): FileRole {
  const text = read.string('role');
  const role = ROLES.find((each) => each === text);
  if (role === undefined) throw malformedManifest(`unknown role "${text}"`);
  return role;
}

function readAbout(value: JsonObject): About {
  const read = readObject(value, 'manifest');
  const about = { ru: read.string('ru'), en: read.string('en') };
  read.end();
  return about;
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
    later: read.array('later').map(readName),
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
