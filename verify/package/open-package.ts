import type { Algorithms } from '../../algorithms/registry.ts';
import { type ByteSource, readAll } from '../../formats/byte-source.ts';
import {
  MANIFEST_LIMITS,
  MANIFEST_NAME,
  MANIFEST_RECEIPT_NAME,
  type Manifest,
} from '../../formats/evidence/manifest.ts';
import { parseManifest } from '../../formats/evidence/manifest-file.ts';
import { RECEIPT_LIMIT } from '../../formats/evidence/receipt.ts';
import { FormatError } from '../../formats/format-error.ts';
import { readZip } from '../../formats/zip/read-zip.ts';
import { compareEntries } from './compare-entries.ts';
import { failed } from './finding.ts';
import { type MeasuredEntry, measureEntries } from './measure-entries.ts';
import type { PackageFinding } from './package-report.ts';

/** A package whose entries are exactly those of its manifest. Nobody vouches for the manifest yet. */
export interface OpenedPackage {
  readonly manifest: Manifest;
  readonly manifestDigest: string;
  readonly manifestReceipt: Uint8Array;
  readonly files: ReadonlyMap<string, MeasuredEntry>;
}

/** The package, or everything that is against its entries. */
export async function openPackage(
  source: ByteSource,
  algorithms: Algorithms,
): Promise<OpenedPackage | readonly PackageFinding[]> {
  try {
    const entries = await measureEntries(await readZip(source), algorithms);
    const files = new Map(entries.map((entry) => [entry.name, entry]));
    return await checkEntries(entries, files);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return [failed('package-unreadable', 'FORMAT_FAILURE', { detail: error.message })];
  }
}

async function checkEntries(
  entries: readonly MeasuredEntry[],
  files: ReadonlyMap<string, MeasuredEntry>,
): Promise<OpenedPackage | readonly PackageFinding[]> {
  const own = files.get(MANIFEST_NAME);
  if (own === undefined)
    return [failed('manifest-missing', 'FORMAT_FAILURE', { name: MANIFEST_NAME })];
  const manifest = await readManifest(own);
  if (manifest instanceof FormatError) {
    return [failed('manifest-unreadable', 'FORMAT_FAILURE', { detail: manifest.message })];
  }
  const receipt = files.get(MANIFEST_RECEIPT_NAME);
  const findings = [
    ...(receipt === undefined ? [receiptMissing()] : []),
    ...compareEntries(manifest, entries),
  ];
  if (receipt === undefined || findings.length > 0) return findings;
  // The digests agree, so that only the archive's own checksum can be wrong now.
  const wrong = entries.filter(({ checksumRight }) => !checksumRight);
  if (wrong.length > 0) {
    return wrong.map(({ name }) => failed('entry-checksum', 'FORMAT_FAILURE', { name }));
  }
  const manifestReceipt = await readSmall(receipt, RECEIPT_LIMIT);
  return { manifest, manifestDigest: own.sha256, manifestReceipt, files };
}

function receiptMissing(): PackageFinding {
  return failed('manifest-receipt-missing', 'FORMAT_FAILURE', { name: MANIFEST_RECEIPT_NAME });
}

async function readManifest(entry: MeasuredEntry): Promise<Manifest | FormatError> {
  try {
    return parseManifest(await readSmall(entry, MANIFEST_LIMITS.octets));
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}

/** A whole entry in memory. Throws FormatError `limit`. */
export async function readSmall(
  { name, source }: MeasuredEntry,
  limit: number,
): Promise<Uint8Array> {
  if (source.size > limit) {
    const reason = `"${name}" has ${source.size} octets, the limit is ${limit}`;
    throw new FormatError('limit', { format: 'evidence package', reason });
  }
  return readAll(source, limit);
}
