import type { Algorithms } from '../../algorithms/registry.ts';
import type { ByteSource } from '../../formats/byte-source.ts';
import type { JsonValue } from '../../formats/evidence/canonical-json.ts';
import { MANIFEST_RECEIPT_NAME, type ManifestDocument } from '../../formats/evidence/manifest.ts';
import type { LogKey } from '../log/log-key.ts';
import type { WitnessKey } from '../log/witness-key.ts';
import { PACKAGE_WORK_LIMITS } from '../path/budget.ts';
import { KnownAuthorities } from '../path/known-authorities.ts';
import { Work } from '../path/work.ts';
import type { Policy } from '../policy/policy.ts';
import { policyDigest } from '../policy/policy-digest.ts';
import type { Evidence } from '../process/evidence.ts';
import type { ReceiptEntry, ReceiptReport } from '../receipts/receipt-report.ts';
import { verifyReceipt } from '../receipts/verify-receipt.ts';
import type { CheckResult } from '../report/report.ts';
import type { TrustAnchor } from '../trust/trust.ts';
import { failed, findingOf } from './finding.ts';
import { judgeContainer } from './judge-container.ts';
import { judgeHistory } from './judge-history.ts';
import { type JudgedReceipt, judgeReceipt, type PackageContext } from './judge-receipt.ts';
import { type JudgedVersion, judgeVersion } from './judge-version.ts';
import { type OpenedPackage, openPackage } from './open-package.ts';
import { packageEvidence } from './package-evidence.ts';
import type {
  PackagedDocument,
  PackagedVersion,
  PackageFinding,
  PackageReport,
} from './package-report.ts';
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
      documents: [],
      receipts: [],
    });
  }
  const { evidence, findings: unreadable } = await packageEvidence(
    opened,
    input.evidence ?? NO_EVIDENCE,
  );
  const work = new Work(PACKAGE_WORK_LIMITS, undefined, new KnownAuthorities());
  const issued = await verifyReceipt({ ...input, evidence, bytes: opened.manifestReceipt, work });
  const commitment = commitmentFindings(opened, issued);
  const issuedAt =
    commitment.length > 0 || issued.entry === undefined ? undefined : new Date(issued.entry.time);
  const supplements = await packageSupplements(opened, input.algorithms);
  const context: PackageContext = {
    ...{ input, opened, evidence, supplements, work, issuedAt },
    log: issued.log,
    evidenceProvenAt: isInside(input) ? issuedAt : undefined,
  };
  const container = await judgeContainer(context);
  const documents = [];
  for (const document of opened.manifest.documents) {
    documents.push(await judgeDocument(context, document, commitment.length === 0));
  }
  const versions = documents.flatMap((each) => each.judged);
  const requests = await judgeRequests(context, versions);
  const history = judgeHistory([
    ...versions.flatMap(({ version }) => receiptsOf(version)),
    ...requests.map(({ report }) => report),
  ]);
  const steps: Step[] = [
    { id: 'entries', clause: 'manifest', findings: [] },
    { id: 'manifest-commitment', clause: 'Decree 65, para. 25 (г)', findings: commitment },
    { id: 'evidence', clause: 'RFC 5280; RFC 6960', findings: unreadable },
    { id: 'supplements', clause: 'RFC 3161', findings: supplements.findings },
    ...documents.flatMap(({ judged }, at) =>
      judged.map(({ version: { number }, findings }) => ({
        id: `document-${at + 1}-version-${number}`,
        clause: 'EN 319 102-1',
        findings,
      })),
    ),
    {
      id: 'requests',
      clause: 'Decree 65, para. 25 (г)',
      findings: requests.flatMap(({ findings }) => findings),
    },
    ...(history.isProven || history.findings.length > 0
      ? [{ id: 'one-history', clause: 'RFC 9162 §2.1.4', findings: history.findings }]
      : []),
    { id: 'container', clause: 'EN 319 162-1', findings: container.findings },
  ];
  const { contract, asOf } = opened.manifest;
  return conclude(input, steps, {
    ...(commitment.length === 0 ? { contract, asOf } : {}),
    issued,
    ...(container.seal === undefined ? {} : { seal: container.seal }),
    documents: documents.map(({ document }) => document),
    receipts: requests.map(({ report }) => report),
  });
}

function receiptsOf({ received, placed, later }: PackagedVersion): readonly ReceiptReport[] {
  return [received, ...(placed === undefined ? [] : [placed]), ...later];
}

async function judgeDocument(
  context: PackageContext,
  { described, versions }: ManifestDocument,
  isCommitted: boolean,
): Promise<{ readonly document: PackagedDocument; readonly judged: readonly JudgedVersion[] }> {
  const judged: JudgedVersion[] = [];
  for (const version of versions) {
    judged.push(await judgeVersion(context, { documentId: described.id, version }));
  }
  const document = {
    ...(isCommitted ? { described } : {}),
    versions: judged.map(({ version }) => version),
  };
  return { document, judged };
}

/** A request belongs into a package where a receipt in it says that it was answered. */
async function judgeRequests(
  context: PackageContext,
  versions: readonly JudgedVersion[],
): Promise<readonly JudgedReceipt[]> {
  const answered = versions.flatMap(({ version }) =>
    version.later.map(({ entry }) => idOf(entry?.content['answers'], 'request')),
  );
  const judged: JudgedReceipt[] = [];
  for (const name of context.opened.manifest.receipts) {
    const isFor = ({ action, content }: ReceiptEntry) =>
      action.startsWith('request.') &&
      content['request'] !== undefined &&
      answered.includes(content['request']);
    judged.push(await judgeReceipt(context, name, isFor));
  }
  return judged;
}

/**
 * The manifest lists every file, and a receipt without any finding proves when the manifest was there: so was
 * the evidence in the package. What came from outside is proven by nothing; beside it nothing is claimed.
 */
function isInside({ evidence }: PackageInput): boolean {
  const { certificates, crls, ocspResponses } = evidence ?? NO_EVIDENCE;
  return certificates.length + crls.length + ocspResponses.length === 0;
}

/** The log must hold an entry that says: this very manifest was issued for this subject. */
function commitmentFindings(
  { manifest, manifestDigest }: OpenedPackage,
  issued: ReceiptReport,
): readonly PackageFinding[] {
  const name = MANIFEST_RECEIPT_NAME;
  const { action, content } = issued.entry ?? {};
  const committed =
    action === 'evidence.issued' &&
    content?.['contract'] === manifest.contract.id &&
    content['asOf'] === manifest.asOf &&
    (manifest.subject.kind === 'contract' || content['document'] === manifest.subject.id) &&
    idOf(content['manifest'], 'sha256') === manifestDigest;
  return [
    ...findingOf(issued, 'receipt-not-passed', { name }),
    ...(committed ? [] : [failed('manifest-not-committed', 'HASH_FAILURE', { name })]),
  ];
}

function idOf(value: JsonValue | undefined, member: 'sha256' | 'request'): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || isArray(value)) return undefined;
  return value[member];
}

const isArray = (value: object): value is readonly JsonValue[] => Array.isArray(value);

interface Step {
  readonly id: string;
  readonly clause: string;
  readonly findings: readonly PackageFinding[];
}

async function conclude(
  { name, time, policy, algorithms }: PackageInput,
  steps: readonly Step[],
  facts: Pick<PackageReport, 'contract' | 'asOf' | 'issued' | 'seal' | 'documents' | 'receipts'>,
): Promise<PackageReport> {
  const judged = facts.issued !== undefined && facts.documents.length > 0;
  const found = steps.flatMap((step) => step.findings);
  // Nothing found is a pass only where everything was looked at.
  const findings =
    judged || found.length > 0
      ? found
      : [failed('package-unreadable', 'FORMAT_FAILURE', { detail: 'no document in it' })];
  const worst = findings.find(({ indication }) => indication === 'TOTAL-FAILED') ?? findings[0];
  const { subIndication } = worst ?? {};
  return {
    file: name,
    validationTime: time.toISOString(),
    policy: policy.name,
    policyDigest: await policyDigest(policy, algorithms),
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
