import type { ManifestSignature, ManifestVersion } from '../../formats/evidence/manifest.ts';
import { toHex } from '../../formats/hex.ts';
import { sha256Of } from '../../verify/log/sha256.ts';
import type { Evidence } from '../../verify/process/evidence.ts';
import type { EvidenceBlob, PlacedVersion, SignatureRecord } from '../model/document.ts';
import { StorageError } from '../ports/storage-error.ts';
import { blobFile, bytesFile, type PackageFile } from './package-file.ts';
import { segmentOf, versionFolder } from './package-names.ts';
import type { PackagePorts } from './write-package.ts';

export interface GatheredVersion {
  readonly version: ManifestVersion;
  readonly files: readonly PackageFile[];
}

/** The files of one version, in the order of the archive. */
export async function gatherVersion(
  version: PlacedVersion,
  ports: PackagePorts,
): Promise<GatheredVersion> {
  const folder = versionFolder(version.number);
  const name = `${folder}/document/${segmentOf(version.file.fileName, 'document')}`;
  const document = blobFile(name, 'document', { blob: version.file, blobs: ports.blobs });
  const signatures = version.signatures.map((signature, at) =>
    gatherSignature({ version, signature, document: name, order: at + 1 }, ports),
  );
  const received = await receiptFile(
    version.receivedEntry,
    `${folder}/receipts/received.json`,
    ports,
  );
  const placed =
    version.placedEntry === undefined || version.placedAt === undefined
      ? undefined
      : await receiptFile(version.placedEntry, `${folder}/receipts/placed.json`, ports);
  return {
    version: {
      number: version.number,
      document: name,
      signatures: signatures.map(({ listed }) => listed),
      received: received.name,
      ...(placed === undefined ? {} : { placed: placed.name }),
    },
    files: [
      document,
      ...signatures.flatMap(({ files }) => files),
      received,
      ...(placed === undefined ? [] : [placed]),
    ],
  };
}

function gatherSignature(
  facts: {
    readonly version: PlacedVersion;
    readonly signature: SignatureRecord;
    readonly document: string;
    readonly order: number;
  },
  { blobs }: PackagePorts,
): { readonly listed: ManifestSignature; readonly files: readonly PackageFile[] } {
  const { version, signature, document, order } = facts;
  const folder = versionFolder(version.number);
  const report = `${folder}/reports/${order}.json`;
  const reportFile = blobFile(report, 'report', { blob: signature.report, blobs });
  // An attached signature is the document itself.
  if (signature.file.sha256 === version.file.sha256) {
    return { listed: { file: document, report }, files: [reportFile] };
  }
  const segment = segmentOf(signature.file.fileName, 'signature.p7s');
  const file = `${folder}/signatures/${order}/${segment}`;
  const signatureFile = blobFile(file, 'signature', { blob: signature.file, blobs });
  return { listed: { file, report }, files: [signatureFile, reportFile] };
}

async function receiptFile(
  entryId: string,
  name: string,
  { metadata }: PackagePorts,
): Promise<PackageFile> {
  const bytes = await metadata.journal.receipt(entryId);
  if (bytes === undefined) throw new StorageError('corrupt', `entry ${entryId} has no receipt`);
  return bytesFile(name, 'receipt', bytes);
}

const KINDS = {
  certificate: { folder: 'certificates', extension: 'cer' },
  crl: { folder: 'crls', extension: 'crl' },
  ocsp: { folder: 'ocsp', extension: 'ors' },
} as const;

/** What the decisions stood on, each once however many signatures used it, and what judges seal and time-stamps. */
export async function gatherEvidence(
  versions: readonly PlacedVersion[],
  tokens: readonly Uint8Array[],
  ports: PackagePorts,
): Promise<readonly PackageFile[]> {
  const files = new Map<string, PackageFile>();
  const signatures = versions.flatMap((version) => version.signatures);
  for (const blob of signatures.flatMap(({ evidence }) => evidence)) {
    const name = evidenceName(blob.kind, blob.sha256);
    files.set(name, blobFile(name, blob.kind, { blob, blobs: ports.blobs }));
  }
  const fresh = [
    ...listOf(await ports.sealEvidence()),
    ...(tokens.length === 0 ? [] : listOf(await ports.tokenEvidence(tokens))),
  ];
  for (const { kind, der } of fresh) {
    const name = evidenceName(kind, toHex(await sha256Of(ports.algorithms)(der)));
    if (!files.has(name)) files.set(name, bytesFile(name, kind, der));
  }
  return [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function evidenceName(kind: EvidenceBlob['kind'], sha256: string): string {
  return `evidence/${KINDS[kind].folder}/${sha256}.${KINDS[kind].extension}`;
}

function listOf({ certificates, crls, ocspResponses }: Evidence) {
  return [
    ...certificates.map(({ der }) => ({ kind: 'certificate', der }) as const),
    ...crls.map(({ der }) => ({ kind: 'crl', der }) as const),
    ...ocspResponses.map(({ der }) => ({ kind: 'ocsp', der }) as const),
  ];
}
