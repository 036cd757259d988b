import type { Algorithms } from '../../algorithms/registry.ts';
import {
  encodeManifest,
  MANIFEST_NAME,
  MANIFEST_RECEIPT_NAME,
  type Manifest,
} from '../../formats/evidence/manifest.ts';
import { type WrittenEntry, type WrittenZip, writeZip } from '../../formats/zip/write-zip.ts';
import type { Evidence } from '../../verify/process/evidence.ts';
import { actionEntry } from '../access/action-entry.ts';
import { authorize } from '../access/authorize.ts';
import { openingDocument } from '../access/opening-revision.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Contract } from '../model/contract.ts';
import type { DocumentRecord, PlacedVersion } from '../model/document.ts';
import type { Principal } from '../model/participant.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Metadata } from '../ports/metadata.ts';
import { StorageError } from '../ports/storage-error.ts';
import { findDocument } from '../reading/describe-documents.ts';
import { VaultError } from '../vault-error.ts';
import { type GatheredVersion, gatherEvidence, gatherVersion } from './gather-files.ts';
import { gatherSupplements } from './gather-supplements.ts';
import { bytesFile, measureFile, type PackageFile } from './package-file.ts';
import { packageReadme } from './package-readme.ts';

export interface PackagePorts {
  readonly metadata: Metadata;
  readonly blobs: Blobs;
  readonly sequencer: { sequenced(entryIds: readonly string[]): Promise<void> };
  readonly newId: () => string;
  readonly algorithms: Algorithms;
  /** Name of the log. */
  readonly logName: string;
  /** What judges the operator's seal: its issuers and their word on revocation, as fresh as can be had. */
  readonly sealEvidence: () => Promise<Evidence>;
  /** The same for the tokens of time-stamps. */
  readonly tokenEvidence: (tokens: readonly Uint8Array[]) => Promise<Evidence>;
}

export interface PackageRequest {
  readonly principal: Principal;
  readonly documentId: string;
}

export interface WrittenPackage extends WrittenZip {
  readonly fileName: string;
  /** Journal entry `evidence.issued`. */
  readonly entryId: string;
}

interface Found {
  readonly contract: Contract;
  readonly document: DocumentRecord;
  readonly versions: readonly PlacedVersion[];
}

/**
 * The evidence package of a document: every version that the principal may read, its signatures, receipts and
 * the evidence behind them. The issue is journalled with the manifest's digest before a byte goes out. A
 * version that was refused was never placed (para. 24) and is not in it. Rejects with VaultError, StorageError.
 */
export async function writePackage(
  { principal, documentId }: PackageRequest,
  ports: PackagePorts,
): Promise<WrittenPackage> {
  const found = await findReadable(principal, documentId, ports);
  const gathered: GatheredVersion[] = [];
  for (const version of found.versions) gathered.push(await gatherVersion(version, ports));
  const supplements = await gatherSupplements(found.versions, ports);
  const readme = packageReadme({ ...found, logName: ports.logName });
  const files: readonly PackageFile[] = [
    bytesFile('README.txt', 'readme', readme),
    ...gathered.flatMap((version) => version.files),
    ...supplements.files,
    ...(await gatherEvidence(found.versions, supplements.tokens, ports)),
  ];
  const measured = [];
  for (const file of files) measured.push(await measureFile(file, ports.algorithms));
  const manifest = manifestOf(found, {
    files: measured.map(({ listed }) => listed),
    versions: gathered.map(({ version }) => version),
  });
  const own = await ownEntry(MANIFEST_NAME, encodeManifest(manifest), ports);
  const issue = await journalIssue(principal, { found, manifest: own }, ports);
  const receipt = await ownEntry(MANIFEST_RECEIPT_NAME, issue.receipt, ports);
  const entries = [...measured.map(({ entry }) => entry), own.entry, receipt.entry];
  return { ...writeZip(entries), fileName: `evidence-${documentId}.zip`, entryId: issue.entryId };
}

async function findReadable(
  principal: Principal,
  documentId: string,
  ports: PackagePorts,
): Promise<Found> {
  const { metadata } = ports;
  const inTime = await findDocument(documentId, ports);
  const action = 'document.read';
  const object = inTime && openingDocument(principal, action, inTime);
  const asked = { document: documentId, part: 'evidence package' };
  const what = 'document';
  await requireAccess({ principal, action, what, object, asked }, ports);
  if (inTime === undefined || object === undefined)
    throw new VaultError({ code: 'not-found', what });
  const stored = await metadata.versionsOf(documentId);
  const versions = stored.filter(
    (version) =>
      version.state !== 'refused' &&
      authorize(principal, action, openingDocument(principal, action, inTime, version)).allowed,
  );
  if (versions.length === 0) throw new VaultError({ code: 'not-found', what });
  return { contract: object.contract, document: object.document, versions };
}

function manifestOf(
  { contract, document }: Found,
  listed: Pick<Manifest, 'files' | 'versions'>,
): Manifest {
  const { category, title, number, date } = document;
  return {
    contract: {
      id: contract.id,
      number: contract.number.toWellFormed(),
      date: contract.date,
      unk: contract.unk,
    },
    document: { id: document.id, category, title: title.toWellFormed(), number, date },
    ...listed,
  };
}

interface OwnEntry {
  readonly entry: WrittenEntry;
  readonly sha256: string;
  readonly size: number;
}

/** The manifest and its receipt, which the manifest does not list. */
async function ownEntry(
  name: string,
  bytes: Uint8Array,
  { algorithms }: PackagePorts,
): Promise<OwnEntry> {
  const { entry, listed } = await measureFile(bytesFile(name, 'receipt', bytes), algorithms);
  return { entry, sha256: listed.sha256, size: listed.size };
}

async function journalIssue(
  principal: Principal,
  issue: { readonly found: Found; readonly manifest: OwnEntry },
  { metadata, sequencer, newId }: PackagePorts,
): Promise<{ entryId: string; receipt: Uint8Array }> {
  const { contract, document, versions } = issue.found;
  const { sha256, size } = issue.manifest;
  const entryId = newId();
  const entry = actionEntry({
    id: entryId,
    action: 'evidence.issued',
    principal,
    paragraph: 'D65-13з',
    content: {
      contract: contract.id,
      document: document.id,
      manifest: { sha256, size },
      versions: versions.map(({ number }) => number),
    },
    receipt: true,
  });
  await metadata.commit({ entries: [entry] });
  await sequencer.sequenced([entryId]);
  const receipt = await metadata.journal.receipt(entryId);
  if (receipt === undefined) throw new StorageError('corrupt', `entry ${entryId} has no receipt`);
  return { entryId, receipt };
}
