import type { JsonValue } from '../../formats/evidence/canonical-json.ts';
import type { ManifestSignature, ManifestVersion } from '../../formats/evidence/manifest.ts';
import { RECEIPT_LIMIT } from '../../formats/evidence/receipt.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Work } from '../path/work.ts';
import type { Evidence } from '../process/evidence.ts';
import { validateSignatures } from '../process/validate-signatures.ts';
import type { ProofOfExistence } from '../process/validation-input.ts';
import type { ReceiptReport } from '../receipts/receipt-report.ts';
import { verifyReceipt } from '../receipts/verify-receipt.ts';
import type { SignatureReport } from '../report/report.ts';
import { failed, findingOf } from './finding.ts';
import type { MeasuredEntry } from './measure-entries.ts';
import { type OpenedPackage, readSmall } from './open-package.ts';
import type { PackagedSignature, PackagedVersion, PackageFinding } from './package-report.ts';
import type { PackageSupplements } from './package-supplements.ts';
import type { PackageInput } from './verify-package.ts';

export interface VersionContext {
  readonly input: PackageInput;
  readonly opened: OpenedPackage;
  readonly evidence: Evidence;
  /** Since when the evidence is proven to exist; undefined: it is not. */
  readonly evidenceProvenAt: Date | undefined;
  readonly supplements: PackageSupplements;
  readonly work: Work;
}

export interface JudgedVersion {
  readonly version: PackagedVersion;
  readonly findings: readonly PackageFinding[];
}

/** Receipts first: they prove when the signatures existed, as of which these are then judged. */
export async function judgeVersion(
  context: VersionContext,
  version: ManifestVersion,
): Promise<JudgedVersion> {
  const document = entryOf(context, version.document);
  const received = await judgeReceipt(context, version, 'document.received', version.received);
  const placed =
    version.placed === undefined
      ? undefined
      : await judgeReceipt(context, version, 'document.placed', version.placed);
  const proof = proofOf(received);
  const signatures = [];
  // A document that carries its signatures is one file, however often it is named.
  const judged = new Map<string, JudgedSignature>();
  for (const signature of version.signatures) {
    const { file } = signature;
    const one = judged.get(file) ?? (await judgeSignature(context, { document, signature, proof }));
    judged.set(file, one);
    signatures.push(one);
  }
  const { name, sha256, source } = document;
  return {
    version: {
      number: version.number,
      document: { name, size: source.size, sha256 },
      received: received.report,
      ...(placed === undefined ? {} : { placed: placed.report }),
      signatures: signatures.map(({ packaged }) => packaged),
    },
    findings: [
      ...received.findings,
      ...(placed?.findings ?? []),
      ...reportFindings(context, version, (placed ?? received).report),
      // Nothing unsigned is ever called signed.
      ...(signatures.length === 0
        ? [failed('signature-absent', 'FORMAT_FAILURE', { name })]
        : signatures.flatMap(({ findings }) => findings)),
    ],
  };
}

/** The manifest's names are resolved: a miss is a bug here, not a fault of the package. */
function entryOf({ opened }: VersionContext, name: string): MeasuredEntry {
  const entry = opened.files.get(name);
  if (entry === undefined) throw new Error(`manifest names "${name}", which was not opened`);
  return entry;
}

interface JudgedReceipt {
  readonly report: ReceiptReport;
  readonly findings: readonly PackageFinding[];
}

async function judgeReceipt(
  context: VersionContext,
  version: ManifestVersion,
  action: string,
  name: string,
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
  const named = report.entry?.action === action && names(context, version, report.entry.content);
  const other = failed('receipt-for-other-content', 'SIG_CONSTRAINTS_FAILURE', { name });
  return {
    report,
    findings: [...findingOf(report, 'receipt-not-passed', { name }), ...(named ? [] : [other])],
  };
}

/** Whether a receipt is for this version: it must name the octets of document and signatures themselves. */
function names(
  context: VersionContext,
  version: ManifestVersion,
  content: Readonly<Record<string, JsonValue | undefined>>,
): boolean {
  const digests = version.signatures.map(({ file }) => entryOf(context, file).sha256);
  return (
    content['contract'] === context.opened.manifest.contract.id &&
    content['document'] === context.opened.manifest.document.id &&
    content['version'] === version.number &&
    content['sha256'] === entryOf(context, version.document).sha256 &&
    JSON.stringify(digestsIn(content['signatures'], 'sha256')) === JSON.stringify(digests)
  );
}

/** What was said of the signatures when the version was placed is what the receipt of it names. */
function reportFindings(
  context: VersionContext,
  { signatures }: ManifestVersion,
  { entry }: ReceiptReport,
): PackageFinding[] {
  const named = digestsIn(entry?.content['signatures'], 'report');
  return signatures.flatMap(({ report: name }, at) =>
    named[at] === entryOf(context, name).sha256
      ? []
      : [failed('report-not-named', 'HASH_FAILURE', { name })],
  );
}

function digestsIn(
  signatures: JsonValue | undefined,
  member: 'sha256' | 'report',
): readonly unknown[] {
  if (!Array.isArray(signatures)) return [];
  return signatures.map((each: Partial<Record<typeof member, unknown>> | null) => each?.[member]);
}

/** Only a receipt without any finding proves a time. */
function proofOf({ report, findings }: JudgedReceipt): ProofOfExistence | undefined {
  if (findings.length > 0 || report.entry === undefined) return undefined;
  return { time: new Date(report.entry.time), source: 'receipt' };
}

interface JudgedSignature {
  readonly packaged: PackagedSignature;
  readonly findings: readonly PackageFinding[];
}

interface SignatureTask {
  readonly document: MeasuredEntry;
  readonly signature: ManifestSignature;
  readonly proof: ProofOfExistence | undefined;
}

async function judgeSignature(
  context: VersionContext,
  { document, signature, proof }: SignatureTask,
): Promise<JudgedSignature> {
  const { trust, policy, algorithms, time } = context.input;
  const { evidence, evidenceProvenAt, work } = context;
  const file = entryOf(context, signature.file);
  const name = file.name;
  try {
    const { signatures } = await validateSignatures({
      signature: file,
      ...(file === document ? {} : { content: document }),
      ...{ trust, policy, algorithms, time, evidence, work },
      ...(evidenceProvenAt === undefined ? {} : { evidenceProvenAt }),
      ...(proof === undefined ? {} : { proofOfExistence: proof }),
    });
    const findings = signatures.flatMap((report) => signatureFindings(report, name));
    const absent = failed('signature-absent', 'FORMAT_FAILURE', { name });
    return {
      packaged: { file: name, signatures },
      findings: signatures.length === 0 ? [absent] : findings,
    };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const facts = { name, detail: error.message };
    const findings = [failed('signature-unreadable', 'FORMAT_FAILURE', facts)];
    return { packaged: { file: name, signatures: [] }, findings };
  }
}

function signatureFindings(report: SignatureReport, name: string): PackageFinding[] {
  const partial = { indication: 'INDETERMINATE', subIndication: 'SIGNED_DATA_NOT_FOUND' } as const;
  return [
    ...findingOf(report, 'signature-not-passed', { name }),
    ...(report.coverage === 'FULL' ? [] : findingOf(partial, 'signature-partial', { name })),
  ];
}
