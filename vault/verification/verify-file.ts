import { readAll } from '../../formats/byte-source.ts';
import type { JsonValue } from '../../formats/evidence/canonical-json.ts';
import { RECEIPT_LIMIT } from '../../formats/evidence/receipt.ts';
import { holdsTimeStamp } from '../../formats/tsp/time-stamp-file.ts';
import { fileKind } from '../../verify/files/file-kind.ts';
import { openSigned } from '../../verify/files/open-signed.ts';
import type { LogKey } from '../../verify/log/log-key.ts';
import type { PackageReport } from '../../verify/package/package-report.ts';
import { verifyPackage } from '../../verify/package/verify-package.ts';
import type { Evidence } from '../../verify/process/evidence.ts';
import type { NamedSource } from '../../verify/process/validation-input.ts';
import type { ReceiptReport } from '../../verify/receipts/receipt-report.ts';
import { verifyReceipt } from '../../verify/receipts/verify-receipt.ts';
import type { MainIndication, ValidationReport } from '../../verify/report/report.ts';
import type { TimeStampFileReport } from '../../verify/report/time-stamp-file-report.ts';
import { actionEntry } from '../access/action-entry.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Judging } from '../documents/intake-ports.ts';
import type { Principal } from '../model/participant.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metadata } from '../ports/metadata.ts';
import { judgeFile } from './judge-file.ts';
import { judgeTimeStamp } from './judge-time-stamp.ts';

export interface VerificationPorts {
  readonly metadata: Metadata;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly judging: Judging;
  readonly logKeys: readonly LogKey[];
  /** What judges the operator's seal on a receipt that comes alone. */
  readonly sealEvidence: () => Promise<Evidence>;
}

/** A file that is judged and not kept; its digest goes into the journal, its bytes nowhere. */
export interface GivenFile extends NamedSource {
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface VerifyFileRequest {
  readonly principal: Principal;
  readonly file: GivenFile;
  /** Detached content. */
  readonly content?: GivenFile;
}

export type VerifiedFile =
  | { readonly kind: 'signature'; readonly report: ValidationReport }
  | { readonly kind: 'time-stamp'; readonly report: TimeStampFileReport }
  | { readonly kind: 'receipt'; readonly report: ReceiptReport }
  | { readonly kind: 'package'; readonly report: PackageReport };

/**
 * Judges a file of the principal's own; nothing of it is kept but the journal entry (para. 13 (з)). Rejects
 * with VaultError `denied`, and FormatError for a file that is neither signature, time-stamp, receipt nor package.
 */
export async function verifyFile(
  request: VerifyFileRequest,
  ports: VerificationPorts,
): Promise<VerifiedFile> {
  const { principal, file, content } = request;
  await mayVerify(principal, ports);
  const verified = await judge(request, ports);
  const facts = {
    file: file.sha256,
    ...(content === undefined ? {} : { content: content.sha256 }),
    kind: verified.kind,
    indications: indicationsOf(verified),
  };
  await journalVerification(principal, facts, ports);
  return verified;
}

/** To be asked before a byte of the file is read. */
export async function mayVerify(
  principal: Principal,
  ports: Pick<VerificationPorts, 'metadata' | 'newId'>,
): Promise<void> {
  const object = { kind: 'none' } as const;
  const action = 'verification.make';
  await requireAccess({ principal, action, what: 'file', object, asked: {} }, ports);
}

async function judge(
  { file, content }: VerifyFileRequest,
  ports: VerificationPorts,
): Promise<VerifiedFile> {
  const { judging, clock } = ports;
  const now = () => clock.now();
  const beside = content === undefined ? {} : { content };
  if (await holdsTimeStamp(file.source)) {
    return { kind: 'time-stamp', report: await judgeTimeStamp({ file, ...beside, now }, judging) };
  }
  const kind = content === undefined ? await fileKind(file.source) : 'signature';
  if (kind === 'signature') {
    const { reported, ...sources } = await openSigned({ signature: file, ...beside });
    return { kind, report: reported(await judgeFile({ ...sources, now }, judging)) };
  }
  const { algorithms, policy, known } = judging;
  const trusted = { algorithms, policy, trust: judging.trust(), logKeys: ports.logKeys };
  const evidence = await ports.sealEvidence();
  const common = { ...trusted, evidence, time: now() };
  if (kind === 'package') {
    return {
      kind,
      report: await verifyPackage({ ...common, name: file.name, source: file.source }),
    };
  }
  const bytes = await readAll(file.source, RECEIPT_LIMIT);
  return { kind, report: await verifyReceipt({ ...common, known, bytes }) };
}

function indicationsOf({ kind, report }: VerifiedFile): readonly MainIndication[] {
  return kind === 'signature'
    ? report.signatures.map(({ indication }) => indication)
    : [report.indication];
}

/** Says in the journal what was judged and how it came out. */
async function journalVerification(
  principal: Principal,
  content: Readonly<Record<string, JsonValue>>,
  { metadata, newId }: VerificationPorts,
): Promise<void> {
  const id = newId();
  const paragraph = 'D65-13з';
  const entry = actionEntry({ id, action: 'verification.made', principal, paragraph, content });
  await metadata.commit({ entries: [entry] });
}
