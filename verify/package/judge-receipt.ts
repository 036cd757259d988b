import type { JsonValue } from '../../formats/evidence/canonical-json.ts';
import type { ManifestVersion } from '../../formats/evidence/manifest.ts';
import { RECEIPT_LIMIT } from '../../formats/evidence/receipt.ts';
import type { Work } from '../path/work.ts';
import type { Evidence } from '../process/evidence.ts';
import type { ReceiptEntry, ReceiptReport } from '../receipts/receipt-report.ts';
import { verifyReceipt } from '../receipts/verify-receipt.ts';
import { failed, findingOf } from './finding.ts';
import type { MeasuredEntry } from './measure-entries.ts';
import { type OpenedPackage, readSmall } from './open-package.ts';
import type { PackageFinding } from './package-report.ts';
import type { PackageSupplements } from './package-supplements.ts';
import type { PackageInput } from './verify-package.ts';

export interface PackageContext {
  readonly input: PackageInput;
  readonly opened: OpenedPackage;
  /** Of the receipt for the issue: of this log all other receipts must be. */
  readonly log: ReceiptReport['log'];
  /** Moment of the issue; undefined: it is not proven. */
  readonly issuedAt: Date | undefined;
  readonly evidence: Evidence;
  /** Since when the evidence is proven to exist; undefined: it is not. */
  readonly evidenceProvenAt: Date | undefined;
  readonly supplements: PackageSupplements;
  readonly work: Work;
}

export interface JudgedReceipt {
  readonly report: ReceiptReport;
  readonly findings: readonly PackageFinding[];
}

/** A receipt of the package; `isFor` says whether its entry is about what the manifest names it for. */
export async function judgeReceipt(
  context: PackageContext,
  name: string,
  isFor: (entry: ReceiptEntry) => boolean,
): Promise<JudgedReceipt> {
  const bytes = await readSmall(entryOf(context, name), RECEIPT_LIMIT);
  const supplements = await context.supplements.of(bytes);
  const report = await verifyReceipt({
    ...context.input,
    evidence: context.evidence,
    work: context.work,
    bytes,
    ...(supplements === undefined ? {} : { supplements }),
  });
  const isRight = report.entry !== undefined && isFor(report.entry);
  return {
    report,
    findings: [
      ...findingOf(report, 'receipt-not-passed', { name }),
      ...(isRight ? [] : [failed('receipt-for-other-content', FOREIGN, { name })]),
      ...logFindings(context, name, report),
    ],
  };
}

const FOREIGN = 'SIG_CONSTRAINTS_FAILURE';

/** One journal tells the whole history, and nothing that came after the moment as of which it is told. */
function logFindings(
  { log, opened }: PackageContext,
  name: string,
  report: ReceiptReport,
): PackageFinding[] {
  if (report.log === undefined || log === undefined) return [];
  const { origin, index } = report.log;
  if (origin !== log.origin) {
    return [failed('receipt-of-other-log', FOREIGN, { name, origin, log: log.origin })];
  }
  const { asOf } = opened.manifest;
  return index < asOf ? [] : [failed('receipt-after-issue', FOREIGN, { name, index, asOf })];
}

/** The manifest's names are resolved: a miss is a bug here, not a fault of the package. */
export function entryOf({ opened }: Pick<PackageContext, 'opened'>, name: string): MeasuredEntry {
  const entry = opened.files.get(name);
  if (entry === undefined) throw new Error(`manifest names "${name}", which was not opened`);
  return entry;
}

/** Whether an entry is about this version: it must name the octets of document and signatures themselves. */
export function isAbout(
  context: PackageContext,
  { documentId, version }: { readonly documentId: string; readonly version: ManifestVersion },
  { content }: ReceiptEntry,
): boolean {
  const digests = version.signatures.map(({ file }) => entryOf(context, file).sha256);
  return (
    content['contract'] === context.opened.manifest.contract.id &&
    content['document'] === documentId &&
    content['version'] === version.number &&
    content['sha256'] === entryOf(context, version.document).sha256 &&
    JSON.stringify(digestsIn(content['signatures'], 'sha256')) === JSON.stringify(digests)
  );
}

export function digestsIn(
  signatures: JsonValue | undefined,
  member: 'sha256' | 'report',
): readonly unknown[] {
  if (!Array.isArray(signatures)) return [];
  return signatures.map((each: Partial<Record<typeof member, unknown>> | null) => each?.[member]);
}
