import type { Algorithms } from '../../algorithms/registry.ts';
import { MANIFEST_RECEIPT_NAME, type PackageSubject } from '../../formats/evidence/manifest.ts';
import { toHex } from '../../formats/hex.ts';
import { crc32 } from '../../formats/zip/crc32.ts';
import { sha256Of } from '../../verify/log/sha256.ts';
import type { Evidence } from '../../verify/process/evidence.ts';
import { actionEntry } from '../access/action-entry.ts';
import { authorize, viewOf } from '../access/authorize.ts';
import { type DocumentInTime, openingDocument } from '../access/opening-revision.ts';
import type { Principal } from '../model/participant.ts';
import { commitOnce, fingerprintOf, settledBefore } from '../once.ts';
import type { VersionName } from '../ports/blob-keys.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Metadata } from '../ports/metadata.ts';
import { StorageError } from '../ports/storage-error.ts';
import { recordReading } from '../reading/record-reading.ts';
import { VaultError } from '../vault-error.ts';
import { findSubject, namedBy, type PackageRequest, subjectAsOf } from './find-subject.ts';
import { makePackage } from './make-package.ts';
import type { MeasuredFile } from './package-file.ts';
import {
  encodeRecipe,
  type PackageOctets,
  type PackageRecipe,
  packageOctets,
  readRecipe,
} from './package-recipe.ts';

export interface PackagePorts {
  readonly metadata: Metadata;
  readonly blobs: Blobs;
  readonly sequencer: { sequenced(entryIds: readonly string[]): Promise<void> };
  readonly newId: () => string;
  readonly algorithms: Algorithms;
  /** Name of the log. */
  readonly logName: string;
  /** The operator's seal over the list of a package's files: a detached CMS signature. */
  readonly sealPackage: (octets: Uint8Array) => Promise<Uint8Array>;
  /** What judges the operator's seal: its issuers and their word on revocation, as fresh as can be had. */
  readonly sealEvidence: () => Promise<Evidence>;
  /** The same for the tokens of time-stamps. */
  readonly tokenEvidence: (tokens: readonly Uint8Array[]) => Promise<Evidence>;
}

export interface WrittenPackage extends PackageOctets {
  readonly fileName: string;
  readonly asOf: number;
  /** Journal entry `evidence.issued`. */
  readonly entryId: string;
  /** Lower-case hex SHA-256 of the receipt for the issue: through the manifest it commits to every octet. */
  readonly receiptDigest: string;
}

/** What came of the first request, kept for ever. */
interface Issue {
  readonly entry: string;
  /** Id of the blob. */
  readonly recipe: string;
}

/**
 * The evidence package of a version, a document or a contract, as of a size of the journal: every version that
 * the principal may read, its signatures, receipts and the evidence behind them. The issue is journalled with
 * the manifest's digest before an octet goes out; the same request as of the same size gets the same octets, for
 * ever (issued-once.md). Rejects with VaultError, StorageError.
 */
export async function writePackage(
  request: PackageRequest,
  ports: PackagePorts,
): Promise<WrittenPackage> {
  const asked = await ask(request, ports);
  const issue = asked.settled ?? (await issueNew({ request, ...asked }, ports));
  return written(request, { ...asked, issue }, ports);
}

/** The same for a package that was issued as of that size; undefined: none was, and none is. */
export async function issuedPackage(
  request: PackageRequest & Required<Pick<PackageRequest, 'asOf'>>,
  ports: PackagePorts,
): Promise<WrittenPackage | undefined> {
  const asked = await ask(request, ports);
  const { settled: issue } = asked;
  return issue === undefined ? undefined : written(request, { ...asked, issue }, ports);
}

interface Asked {
  readonly found: readonly DocumentInTime[];
  readonly asOf: number;
  /** What came of the same request before. */
  readonly settled: Issue | undefined;
}

async function ask(request: PackageRequest, ports: PackagePorts): Promise<Asked> {
  const found = await findSubject(request, ports);
  const asOf = request.asOf ?? (await ports.metadata.journal.head())?.size ?? 0;
  const once = onceOf(request.principal, request.subject, asOf);
  return { found, asOf, settled: await settledBefore<Issue>(once, ports) };
}

async function written(
  request: PackageRequest,
  { found, asOf, settled, issue }: Asked & { readonly issue: Issue },
  ports: PackagePorts,
): Promise<WrittenPackage> {
  await ports.sequencer.sequenced([issue.entry]);
  const recipe = await readRecipe(issue.recipe, ports);
  if (settled !== undefined) await readAgain(request, { asOf, found, recipe }, ports);
  const { file, digest } = await receiptFile(issue.entry, ports);
  return {
    ...packageOctets([...recipe.files, file], ports),
    fileName: `evidence-${nameOf(request.subject)}.zip`,
    asOf,
    entryId: issue.entry,
    receiptDigest: digest,
  };
}

/** The space keeps the key apart from every key that a client may send. */
function onceOf(principal: Principal, subject: PackageSubject, asOf: number) {
  const { participantId } = principal;
  const view = viewOf(principal);
  const asked = { operation: 'issue-evidence', subject: { ...subject }, asOf, view };
  const key = `evidence ${subject.kind} ${nameOf(subject)} ${asOf} ${view}`;
  return { participantId, key, fingerprint: fingerprintOf(asked) };
}

const nameOf = (subject: PackageSubject) =>
  subject.kind === 'version' ? `${subject.id}-${subject.version}` : subject.id;

async function issueNew(
  facts: {
    readonly request: PackageRequest;
    readonly found: readonly DocumentInTime[];
    readonly asOf: number;
  },
  ports: PackagePorts,
): Promise<Issue> {
  const { request, found, asOf } = facts;
  const { principal } = request;
  const subject = await subjectAsOf(request, { asOf, found }, ports);
  const { contract, documents } = subject;
  const { files, made, manifest } = await makePackage(subject, ports);
  const versions = documents.map((each) => ({
    document: each.document.id,
    numbers: each.versions.map(({ number }) => number),
  }));
  // The keys go with the commit, not into the recipe, which is for ever.
  const bare = files.map(withoutKey);
  const recipe = await ports.blobs.put(contract.ownerId, encodeRecipe({ versions, files: bare }));
  const issue: Issue = { entry: ports.newId(), recipe: recipe.id };
  const [first, ...others] = versions;
  const entry = actionEntry({
    id: issue.entry,
    action: 'evidence.issued',
    principal,
    paragraph: 'D65-13з',
    content: {
      contract: contract.id,
      ...(others.length > 0 || request.subject.kind === 'contract'
        ? { documents: versions.map(({ document, numbers }) => ({ document, versions: numbers })) }
        : { document: first?.document, versions: first?.numbers }),
      asOf,
      manifest: { ...manifest },
    },
    receipt: true,
  });
  const once = onceOf(principal, request.subject, asOf);
  return commitOnce(once, ports, () => ({
    changes: {
      entries: [entry],
      made: { version: keeperOf(versions), blobs: [recipe, ...made] },
    },
    outcome: issue,
  }));
}

/**
 * By which what was made for the package is kept, and goes: once a version of it is destroyed it cannot be repeated, so
 * that as long as it can, this one is there.
 */
function keeperOf([first]: PackageRecipe['versions']): VersionName {
  const [number] = first?.numbers ?? [];
  if (first === undefined || number === undefined) throw new Error('a package without a version');
  return { documentId: first.document, number };
}

function withoutKey(file: MeasuredFile): MeasuredFile {
  if (file.content.kind !== 'blob') return file;
  const { id, sha256, size } = file.content;
  return { ...file, content: { kind: 'blob', id, sha256, size } };
}

/** Who gets an issued package again must still be allowed to read all of it; that it did is journalled. */
async function readAgain(
  { principal, subject }: PackageRequest,
  facts: {
    readonly asOf: number;
    readonly found: readonly DocumentInTime[];
    readonly recipe: PackageRecipe;
  },
  ports: PackagePorts,
): Promise<void> {
  const { asOf, found, recipe } = facts;
  const inTime = new Map(found.map((each) => [each.document.id, each]));
  for (const { document, numbers } of recipe.versions) {
    const one = inTime.get(document);
    const stored = one === undefined ? [] : await ports.metadata.versionsOf(document);
    const readable = (number: number) => {
      const version = stored.find((each) => each.number === number);
      if (one === undefined || version === undefined) return false;
      const object = openingDocument(principal, 'document.read', one, version);
      return authorize(principal, 'document.read', object).allowed;
    };
    if (!numbers.every(readable)) throw new VaultError({ code: 'not-found', what: subject.kind });
  }
  const content = { ...namedBy(subject), part: 'evidence package', asOf };
  await recordReading(principal, 'document.read', content, ports);
}

async function receiptFile(
  entry: string,
  { metadata, algorithms }: PackagePorts,
): Promise<{ readonly file: MeasuredFile; readonly digest: string }> {
  const bytes = await metadata.journal.receipt(entry);
  if (bytes === undefined) throw new StorageError('corrupt', `entry ${entry} has no receipt`);
  const content = { kind: 'receipt', entry } as const;
  const file = { name: MANIFEST_RECEIPT_NAME, size: bytes.length, crc32: crc32(bytes), content };
  return { file, digest: toHex(await sha256Of(algorithms)(bytes)) };
}
