import type { Algorithms } from '../../algorithms/registry.ts';
import type { ByteSource } from '../../formats/byte-source.ts';
import type { JsonValue } from '../../formats/evidence/canonical-json.ts';
import { MANIFEST_RECEIPT_NAME } from '../../formats/evidence/manifest.ts';
import type { LogKey } from '../log/log-key.ts';
import type { WitnessKey } from '../log/witness-key.ts';
import { PACKAGE_WORK_LIMITS } from '../path/budget.ts';
import { Work } from '../path/work.ts';
import type { Policy } from '../policy/policy.ts';
import type { Evidence } from '../process/evidence.ts';
import type { ReceiptReport } from '../receipts/receipt-report.ts';
import { verifyReceipt } from '../receipts/verify-receipt.ts';
import type { CheckResult } from '../report/report.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import { failed, findingOf } from './finding.ts';
import { judgeVersion } from './judge-version.ts';
import { type OpenedPackage, openPackage } from './open-package.ts';
import { packageEvidence } from './package-evidence.ts';
import type { PackageFinding, PackageReport } from './package-report.ts';
import { packageSupplements } from './package-supplements.ts';

/** All trust comes from outside: keys, anchors and times inside the package are hints. */
export interface PackageInput {
  readonly source: ByteSource;
  readonly name: string;
  readonly logKeys: readonly LogKey[];
  /** Of cosigners that are trusted to have seen the log; absent: none. */
  readonly witnessKeys?: readonly WitnessKey[];
  readonly trust: readonly TrustAnchor[];
  /** Beside what the package holds. */
  readonly evidence?: Evidence;
  readonly policy: Policy;
  readonly algorithms: Algorithms;
  readonly time: Date;
}

const NO_EVIDENCE: Evidence = { certificates: [], crls: [], ocspResponses: [] };

/**
 * Judges an evidence package offline: every octet of the archive is derived or lies in an entry, the manifest
 * lists every entry, the receipt of its issue hangs the manifest on the log, and the receipts and signatures
 * inside are judged with nothing but the trust given. The worst decides.
 */
export async function verifyPackage(input: PackageInput): Promise<PackageReport> {
  const opened = await openPackage(input.source, input.algorithms);
  if (!('manifest' in opened)) {
    return conclude(input, [{ id: 'entries', clause: 'manifest', findings: opened }], {
      versions: [],
    });
  }
  const { evidence, findings: unreadable } = await packageEvidence(
    opened,
    input.evidence ?? NO_EVIDENCE,
  );
  const work = new Work(PACKAGE_WORK_LIMITS);
  const issued = await verifyReceipt({ ...input, evidence, bytes: opened.manifestReceipt, work });
  const commitment = commitmentFindings(opened, issued);
  const evidenceProvenAt = commitment.length === 0 ? provenAt(input, issued) : undefined;
  const supplements = await packageSupplements(opened, input.algorithms);
  const context = { input, opened, evidence, evidenceProvenAt, supplements, work };
  const versions = [];
  for (const version of opened.manifest.versions) {
    versions.push(await judgeVersion(context, version));
  }
  const { contract, document } = opened.manifest;
  const steps: Step[] = [
    { id: 'entries', clause: 'manifest', findings: [] },
    { id: 'manifest-commitment', clause: 'Decree 65, para. 25 (г)', findings: commitment },
    { id: 'evidence', clause: 'RFC 5280; RFC 6960', findings: unreadable },
    { id: 'supplements', clause: 'RFC 3161', findings: supplements.findings },
    ...versions.map(({ version: { number }, findings }) => ({
      id: `version-${number}`,
      clause: 'EN 319 102-1',
      findings,
    })),
  ];
  return conclude(input, steps, {
    ...(commitment.length === 0 ? { contract, document } : {}),
    issued,
    versions: versions.map(({ version }) => version),
  });
}

/**
 * The manifest lists every file, and a receipt without any finding proves when the manifest was there: so was
 * the evidence in the package. What came from outside is proven by nothing; beside it nothing is claimed.
 */
function provenAt({ evidence }: PackageInput, { entry }: ReceiptReport): Date | undefined {
  const { certificates, crls, ocspResponses } = evidence ?? NO_EVIDENCE;
  const outside = certificates.length + crls.length + ocspResponses.length;
  return outside > 0 || entry === undefined ? undefined : new Date(entry.time);
}

/** The log must hold an entry that says: this very manifest was issued for this document. */
function commitmentFindings(
  { manifest, manifestDigest }: OpenedPackage,
  issued: ReceiptReport,
): readonly PackageFinding[] {
  const name = MANIFEST_RECEIPT_NAME;
  const { action, content } = issued.entry ?? {};
  const committed =
    action === 'evidence.issued' &&
    content?.['document'] === manifest.document.id &&
    digestOf(content['manifest']) === manifestDigest;
  return [
    ...findingOf(issued, 'receipt-not-passed', { name }),
    ...(committed ? [] : [failed('manifest-not-committed', 'HASH_FAILURE', { name })]),
  ];
}

function digestOf(value: JsonValue | undefined): unknown {
  const isObject = typeof value === 'object' && value !== null && 'sha256' in value;
  return isObject ? value['sha256'] : undefined;
}

interface Step {
  readonly id: string;
  readonly clause: string;
  readonly findings: readonly PackageFinding[];
}

function conclude(
  { name, time, policy }: PackageInput,
  steps: readonly Step[],
  facts: Pick<PackageReport, 'contract' | 'document' | 'issued' | 'versions'>,
): PackageReport {
  const judged = facts.issued !== undefined && facts.versions.length > 0;
  const found = steps.flatMap((step) => step.findings);
  // Nothing found is a pass only where everything was looked at.
  const findings =
    judged || found.length > 0
      ? found
      : [failed('package-unreadable', 'FORMAT_FAILURE', { detail: 'no version in it' })];
  const worst = findings.find(({ indication }) => indication === 'TOTAL-FAILED') ?? findings[0];
  const { subIndication } = worst ?? {};
  return {
    file: name,
    validationTime: time.toISOString(),
    policy: policy.name,
    indication: worst?.indication ?? 'TOTAL-PASSED',
    ...(subIndication === undefined ? {} : { subIndication }),
    reason: worst?.reason ?? { code: 'passed' },
    findings,
    checks: steps.map(checkResult),
    ...facts,
  };
}

function checkResult({ id, clause, findings: [first] }: Step): CheckResult {
  if (first === undefined) return { id, clause, outcome: 'passed' };
  const outcome = first.indication === 'TOTAL-FAILED' ? 'failed' : 'warning';
  return { id, clause, outcome, reason: first.reason };
}
