import type { ManifestSignature, ManifestVersion } from '../../formats/evidence/manifest.ts';
import { FormatError } from '../../formats/format-error.ts';
import { validateSignatures } from '../process/validate-signatures.ts';
import type { ProofOfExistence } from '../process/validation-input.ts';
import type { ReceiptReport } from '../receipts/receipt-report.ts';
import type { SignatureReport } from '../report/report.ts';
import { failed, findingOf } from './finding.ts';
import {
  digestsIn,
  entryOf,
  isAbout,
  type JudgedReceipt,
  judgeReceipt,
  type PackageContext,
} from './judge-receipt.ts';
import type { MeasuredEntry } from './measure-entries.ts';
import type { PackagedSignature, PackagedVersion, PackageFinding } from './package-report.ts';

export interface JudgedVersion {
  readonly version: PackagedVersion;
  readonly findings: readonly PackageFinding[];
}

/** Whatever becomes of a version once it is placed: sent, received by its addressee, and what else may come. */
const LATER = /^document\.(?!received$|placed$|refused$|read$)/;

/** Receipts first: they prove when the signatures existed, as of which these are then judged. */
export async function judgeVersion(
  context: PackageContext,
  named: { readonly documentId: string; readonly version: ManifestVersion },
): Promise<JudgedVersion> {
  const { version } = named;
  const document = entryOf(context, version.document);
  const judge = (name: string, action: RegExp) =>
    judgeReceipt(
      context,
      name,
      (entry) => action.test(entry.action) && isAbout(context, named, entry),
    );
  const received = await judge(version.received, /^document\.received$/);
  const placed =
    version.placed === undefined ? undefined : await judge(version.placed, /^document\.placed$/);
  const later = [];
  for (const name of version.later) later.push(await judge(name, LATER));
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
      later: later.map(({ report }) => report),
      signatures: signatures.map(({ packaged }) => packaged),
    },
    findings: [
      ...received.findings,
      ...(placed?.findings ?? []),
      ...later.flatMap(({ findings }) => findings),
      ...reportFindings(context, version, (placed ?? received).report),
      // Nothing unsigned is ever called signed.
      ...(signatures.length === 0
        ? [failed('signature-absent', 'FORMAT_FAILURE', { name })]
        : signatures.flatMap(({ findings }) => findings)),
    ],
  };
}

/** What was said of the signatures when the version was placed is what the receipt of it names. */
function reportFindings(
  context: PackageContext,
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
  context: PackageContext,
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
