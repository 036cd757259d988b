// What the names in a manifest must be to each other, so that no file lies in a package unjudged.
import { FormatError } from '../format-error.ts';
import {
  type FileRole,
  MANIFEST_LIMITS,
  MANIFEST_NAME,
  MANIFEST_RECEIPT_NAME,
  type Manifest,
  receiptsIn,
  versionsIn,
} from './manifest.ts';

/** Throws FormatError for a manifest whose references do not resolve, or that leaves a file unjudged. */
export function checkManifest(manifest: Manifest): void {
  checkFiles(manifest);
  checkReferences(manifest);
  checkSubject(manifest);
  const names = namesIn(manifest);
  checkNamedOnce(names);
  checkAllJudged(manifest, names);
}

export function malformedManifest(reason: string): FormatError {
  return new FormatError('malformed', { format: 'manifest', reason });
}

function checkFiles({ files }: Manifest): void {
  atMost(files.length, MANIFEST_LIMITS.files, 'files');
  const supplements = files.filter(({ role }) => role === 'supplement').length;
  atMost(supplements, MANIFEST_LIMITS.supplements, 'supplements');
  const names = new Set(files.map(({ name }) => name));
  if (names.size !== files.length) throw malformedManifest('a file is listed twice');
  if (names.has(MANIFEST_NAME) || names.has(MANIFEST_RECEIPT_NAME)) {
    throw malformedManifest('lists itself or its receipt');
  }
}

function checkReferences(manifest: Manifest): void {
  const roles = new Map(manifest.files.map(({ name, role }) => [name, role]));
  const expect = (name: string, ...wanted: readonly FileRole[]) => {
    const role = roles.get(name);
    if (role === undefined || !wanted.includes(role)) {
      throw malformedManifest(`"${name}" is not a listed ${wanted.join(' or ')}`);
    }
  };
  const versions = versionsIn(manifest);
  const signatures = versions.flatMap((version) => version.signatures);
  const receipts = [...versions.flatMap(receiptsIn), ...manifest.receipts];
  // Each costs a path and public-key operations.
  atMost(signatures.length, MANIFEST_LIMITS.signatures, 'signatures');
  atMost(receipts.length, MANIFEST_LIMITS.receipts, 'receipts');
  for (const name of receipts) expect(name, 'receipt');
  for (const version of versions) {
    expect(version.document, 'document');
    for (const { file, report } of version.signatures) {
      if (file !== version.document) expect(file, 'signature');
      expect(report, 'report');
    }
  }
}

function checkSubject({ subject, contract, documents }: Manifest): void {
  if (documents.length === 0) throw malformedManifest('no documents');
  const ids = documents.map(({ described }) => described.id);
  if (new Set(ids).size !== ids.length) throw malformedManifest('a document stands twice');
  for (const { versions } of documents) {
    if (versions.length === 0) throw malformedManifest('no versions');
    for (const [at, { number }] of versions.entries()) {
      if (number <= (versions[at - 1]?.number ?? 0))
        throw malformedManifest('versions out of order');
    }
  }
  const [first] = documents;
  const agrees =
    subject.kind === 'contract'
      ? subject.id === contract.id
      : documents.length === 1 && subject.id === first?.described.id;
  const numbers = first?.versions.map(({ number }) => number) ?? [];
  const asked =
    subject.kind !== 'version' || (numbers.length === 1 && numbers[0] === subject.version);
  if (!agrees || !asked) throw malformedManifest('holds something else than its subject');
}

function namesIn(manifest: Manifest): readonly string[] {
  const ofVersions = versionsIn(manifest).flatMap((version) => [
    version.document,
    ...receiptsIn(version),
    ...version.signatures.flatMap(({ file, report }) =>
      file === version.document ? [report] : [file, report],
    ),
  ]);
  return [...ofVersions, ...manifest.receipts];
}

/** Each version has files of its own: one file named a thousand times would be judged a thousand times. */
function checkNamedOnce(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw malformedManifest(`"${name}" is named twice`);
    seen.add(name);
  }
}

/** A document, signature, report or receipt that nothing names would lie in the package unjudged. */
function checkAllJudged({ files }: Manifest, names: readonly string[]): void {
  const named = new Set(names);
  const judged: readonly FileRole[] = ['document', 'signature', 'receipt', 'report'];
  const stray = files.find(({ name, role }) => judged.includes(role) && !named.has(name));
  if (stray !== undefined) throw malformedManifest(`no version names "${stray.name}"`);
}

function atMost(count: number, limit: number, what: string): void {
  if (count <= limit) return;
  throw new FormatError('limit', { format: 'manifest', reason: `${count} ${what}` });
}
