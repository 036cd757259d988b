import { basename } from 'node:path';
import type { Algorithms } from '../../algorithms/registry.ts';
import { readAll } from '../../formats/byte-source.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { PackageReport } from '../package/package-report.ts';
import type { Policy } from '../policy/policy.ts';
import type { SignaturePolicyDocument } from '../process/validation-input.ts';
import type { ReceiptReport } from '../receipts/receipt-report.ts';
import { EXIT, type ExitCode, exitCode } from '../report/exit-code.ts';
import type { ValidationReport } from '../report/report.ts';
import { openFileSource } from './file-source.ts';
import type { Task } from './find-task.ts';
import type { Material } from './read-material.ts';

/** A receipt is a few KiB; what is larger is none. */
const RECEIPT_LIMIT = 4 * 1024 * 1024;

/** The answer for one task, as it goes into the JSON report. */
export type Verdict = { readonly file: string; readonly exitCode: ExitCode } & (
  | { readonly kind: 'signature'; readonly report: ValidationReport }
  | { readonly kind: 'receipt'; readonly report: ReceiptReport }
  | { readonly kind: 'package'; readonly report: PackageReport }
  | { readonly kind: 'unreadable'; readonly error: { code: string; message: string } }
);

export interface Judge {
  readonly material: Material;
  readonly policy: Policy;
  readonly signaturePolicies: readonly SignaturePolicyDocument[];
  readonly algorithms: Algorithms;
  readonly time: Date;
}

/** Judges one task. A file that cannot be read is an answer too; other errors are thrown. */
export async function judgeTask(task: Task, judge: Judge): Promise<Verdict> {
  const file = task.kind === 'signature' ? task.signature : task.file;
  try {
    switch (task.kind) {
      case 'signature':
        return await judgeSignature(task, judge);
      case 'receipt':
        return await judgeReceipt(task, judge);
      case 'package':
        return await judgePackage(task.file, judge);
    }
  } catch (error) {
    const unreadable = unreadableError(error);
    if (unreadable === undefined) throw error;
    return { kind: 'unreadable', file, exitCode: EXIT.unreadable, error: unreadable };
  }
}

/** What a parser refused, or the file system: `EACCES`, `EISDIR`, `EIO`. */
function unreadableError(error: unknown): { code: string; message: string } | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const { code, message } = error;
  const known = error instanceof FormatError || /^E[A-Z0-9]+$/.test(String(code));
  return known ? { code: String(code), message } : undefined;
}

async function judgeSignature(
  task: Extract<Task, { kind: 'signature' }>,
  { material, policy, signaturePolicies, algorithms, time }: Judge,
): Promise<Verdict> {
  const { validateSignatures } = await import('../process/validate-signatures.ts');
  await using signature = await openFileSource(task.signature);
  await using content = task.content === undefined ? undefined : await openFileSource(task.content);
  const report = await validateSignatures({
    signature: { name: basename(task.signature), source: signature },
    ...(task.content === undefined || content === undefined
      ? {}
      : { content: { name: basename(task.content), source: content } }),
    trust: material.trust,
    evidence: material.evidence,
    policy,
    signaturePolicies,
    algorithms,
    time,
  });
  const indications = report.signatures.map(({ indication }) => indication);
  return { kind: 'signature', file: task.signature, exitCode: exitCode(indications), report };
}

async function judgeReceipt(
  { file, supplements: names }: Extract<Task, { kind: 'receipt' }>,
  { material, policy, algorithms, time }: Judge,
): Promise<Verdict> {
  const { verifyReceipt } = await import('../receipts/verify-receipt.ts');
  const bytes = await readSmall(file);
  const supplements = await Promise.all(names.map(readSmall));
  const report = await verifyReceipt({
    ...material,
    ...{ bytes, policy, algorithms, time },
    ...(supplements.length === 0 ? {} : { supplements }),
  });
  // Some other JSON file is no receipt, and has no signature.
  const unreadable = report.reason.code === 'receipt-unreadable';
  const code = unreadable ? EXIT.unreadable : exitCode([report.indication]);
  return { kind: 'receipt', file, exitCode: code, report };
}

async function readSmall(file: string): Promise<Uint8Array> {
  await using source = await openFileSource(file);
  if (source.size > RECEIPT_LIMIT) {
    const reason = `${source.size} octets are over the limit of ${RECEIPT_LIMIT}`;
    throw new FormatError('limit', { format: 'receipt', reason });
  }
  return readAll(source, RECEIPT_LIMIT);
}

async function judgePackage(
  file: string,
  { material, policy, algorithms, time }: Judge,
): Promise<Verdict> {
  const { verifyPackage } = await import('../package/verify-package.ts');
  await using source = await openFileSource(file);
  const report = await verifyPackage({
    ...material,
    source,
    name: basename(file),
    policy,
    algorithms,
    time,
  });
  const unreadable = report.reason.code === 'package-unreadable';
  const code = unreadable ? EXIT.unreadable : exitCode([report.indication]);
  return { kind: 'package', file, exitCode: code, report };
}
