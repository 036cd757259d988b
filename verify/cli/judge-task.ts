import { basename } from 'node:path';
import type { Algorithms } from '../../algorithms/registry.ts';
import { readAll } from '../../formats/byte-source.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { FetchRemarks } from '../fetching/decide-online.ts';
import { openSigned } from '../files/open-signed.ts';
import type { KnownAuthorities } from '../path/known-authorities.ts';
import type { PathResult } from '../path/path-result.ts';
import type { Policy } from '../policy/policy.ts';
import { reasonOf } from '../process/block.ts';
import type { Evidence, EvidenceSource } from '../process/evidence.ts';
import type { NamedSource, SignaturePolicyDocument } from '../process/validation-input.ts';
import { EXIT, exitCode } from '../report/exit-code.ts';
import type { FetchingRemarks } from '../report/fetching-words.ts';
import { NOT_JUDGED, notJudgedText } from '../report/not-judged.ts';
import type { ValidationReport } from '../report/report.ts';
import type { UnreadableError, Verdict } from '../report/verdict.ts';
import { type FileSource, openFileSource } from './file-source.ts';
import { type Progress, shown } from './progress.ts';
import type { Material } from './read-material.ts';
import type { Task } from './tasks/task.ts';

/** A receipt is a few KiB; what is larger is none. */
const RECEIPT_LIMIT = 4 * 1024 * 1024;

export interface Judge {
  readonly material: Material;
  readonly policy: Policy;
  readonly signaturePolicies: readonly SignaturePolicyDocument[];
  readonly algorithms: Algorithms;
  /** The moment as of which is judged, asked after evidence has come. */
  readonly time: () => Date;
  /** Where signatures' missing evidence is fetched from; absent: nowhere. */
  readonly online?: EvidenceSource;
  /** What the files of one run share; absent: each is judged by itself. */
  readonly known?: KnownAuthorities;
  /** Told of large files while they are read; absent: nobody waits. */
  readonly progress?: Progress;
}

/** Judges one task. A file that cannot be read is an answer too; other errors are thrown. */
export async function judgeTask(task: Task, judge: Judge): Promise<Verdict> {
  const file = fileOf(task);
  try {
    switch (task.kind) {
      case 'signature':
        return await judgeSignature(task, judge);
      case 'time-stamp':
        return await judgeTimeStamp(task, judge);
      case 'receipt':
        return await judgeReceipt(task, judge);
      case 'package':
        return await judgePackage(task.file, judge);
      case 'not-judged':
        return notJudged(task);
    }
  } catch (error) {
    const unreadable = unreadableError(error);
    if (unreadable === undefined) throw error;
    return { kind: 'unreadable', file, exitCode: EXIT.unreadable, error: unreadable };
  }
}

/** The answer where the judging itself broke: a bug of ours, or no memory. */
export function brokenTask(task: Task, { message }: Error): Verdict {
  return notJudged({ kind: 'not-judged', file: fileOf(task), code: 'internal', names: [message] });
}

/** The file that the answer is about. */
export function fileOf(task: Task): string {
  return task.kind === 'signature' ? task.signature : task.file;
}

function notJudged({ file, code, names }: Extract<Task, { kind: 'not-judged' }>): Verdict {
  const told = names === undefined ? { code } : { code, names };
  const error = { ...told, message: notJudgedText(told, 'en') };
  return { kind: 'unreadable', file, exitCode: NOT_JUDGED[code].exitCode, error };
}

/** What a parser refused, or the file system: `EACCES`, `EISDIR`, `EIO`. */
function unreadableError(error: unknown): UnreadableError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const { code, message } = error;
  const known = error instanceof FormatError || /^E[A-Z0-9]+$/.test(String(code));
  return known ? { code: String(code), message } : undefined;
}

async function judgeSignature(
  task: Extract<Task, { kind: 'signature' }>,
  { material, policy, signaturePolicies, algorithms, time, online, known, progress }: Judge,
): Promise<Verdict> {
  const { judgeSignatures } = await import('../process/validate-signatures.ts');
  await using signature = await openFileSource(task.signature);
  await using content = await openIfAny(task.content);
  const { reported, ...sources } = await openSigned({
    signature: named(task.signature, signature, progress),
    ...contentOf(task, content, progress),
  });
  const decide = (evidence: Evidence) =>
    judgeSignatures({
      ...sources,
      trust: material.trust,
      evidence,
      policy,
      signaturePolicies,
      algorithms,
      time: time(),
      known,
    });
  const { report: judged, ...remarks } = await decideWith(material.evidence, decide, online);
  const report = reported(judged);
  const indications = report.signatures.map(({ indication }) => indication);
  return {
    kind: 'signature',
    file: task.signature,
    exitCode: exitCode(indications),
    report: task.another === undefined ? report : warnOf(task.another, report),
    ...told(remarks),
  };
}

async function judgeTimeStamp(
  task: Extract<Task, { kind: 'time-stamp' }>,
  { material, policy, algorithms, time, online, known, progress }: Judge,
): Promise<Verdict> {
  const { judgeTimeStampFile } = await import('../process/time-stamp/judge-time-stamp-file.ts');
  const { file } = task;
  await using token = await openFileSource(file);
  await using content = await openIfAny(task.content);
  const decide = (evidence: Evidence) =>
    judgeTimeStampFile({
      file: named(file, token, progress),
      ...contentOf(task, content, progress),
      ...{ trust: material.trust, evidence, policy, algorithms, time: time(), known },
    });
  const { report, ...remarks } = await decideWith(material.evidence, decide, online);
  // An answer without a time-stamp holds nothing that could be judged.
  const given = report.timeStamp !== undefined;
  const code = given ? exitCode([report.indication]) : EXIT.unreadable;
  return { kind: 'time-stamp', file, exitCode: code, report, ...told(remarks) };
}

function openIfAny(file: string | undefined): Promise<FileSource> | undefined {
  return file === undefined ? undefined : openFileSource(file);
}

function named(path: string, source: FileSource, progress: Progress | undefined): NamedSource {
  const name = basename(path);
  return { name, source: progress === undefined ? source : shown(source, name, progress) };
}

function contentOf(
  { content: path }: { readonly content?: string },
  source: FileSource | undefined,
  progress: Progress | undefined,
): { readonly content?: NamedSource } {
  const absent = path === undefined || source === undefined;
  return absent ? {} : { content: named(path, source, progress) };
}

/** The signature keeps its state, which is of what it carries; nobody shall take it for one of the file beside. */
function warnOf(document: string, report: ValidationReport): ValidationReport {
  const warning = reasonOf('document-beside-differs', { document: basename(document) });
  const signatures = report.signatures.map((signature) => {
    return { ...signature, warnings: [...signature.warnings, warning] };
  });
  return { ...report, signatures };
}

function told({ failures, withoutNonce }: FetchRemarks): { readonly fetching?: FetchingRemarks } {
  if (failures.length + withoutNonce.length === 0) return {};
  const fetching: FetchingRemarks = {
    ...(failures.length === 0 ? {} : { notFetched: failures }),
    ...(withoutNonce.length === 0 ? {} : { withoutNonce }),
  };
  return { fetching };
}

/** A decision with the paths that more evidence could still settle. */
interface Decided<Report> {
  readonly report: Report;
  readonly openPaths: readonly PathResult[];
}

async function decideWith<Report>(
  known: Evidence,
  decide: (evidence: Evidence) => Promise<Decided<Report>>,
  online: EvidenceSource | undefined,
): Promise<{ readonly report: Report } & FetchRemarks> {
  if (online === undefined) {
    return { report: (await decide(known)).report, failures: [], withoutNonce: [] };
  }
  const { decideWithFetched } = await import('../fetching/decide-online.ts');
  const { decision, ...remarks } = await decideWithFetched(
    known,
    { decide, openPaths: ({ openPaths }) => openPaths },
    online,
  );
  return { report: decision.report, ...remarks };
}

async function judgeReceipt(
  { file, supplements: names }: Extract<Task, { kind: 'receipt' }>,
  { material, policy, algorithms, time, online, known }: Judge,
): Promise<Verdict> {
  const { judgeReceipt: judge } = await import('../receipts/verify-receipt.ts');
  const bytes = await readSmall(file);
  const supplements = await Promise.all(names.map(readSmall));
  const decide = (evidence: Evidence) =>
    judge({
      ...material,
      ...{ bytes, evidence, policy, algorithms, time: time(), known },
      ...(supplements.length === 0 ? {} : { supplements }),
    });
  const { report, ...remarks } = await decideWith(material.evidence, decide, online);
  // Some other JSON file is no receipt, and has no signature.
  const unreadable = report.reason.code === 'receipt-unreadable';
  const code = unreadable ? EXIT.unreadable : exitCode([report.indication]);
  return { kind: 'receipt', file, exitCode: code, report, ...told(remarks) };
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
  { material, policy, algorithms, time, progress }: Judge,
): Promise<Verdict> {
  const { verifyPackage } = await import('../package/verify-package.ts');
  await using source = await openFileSource(file);
  const report = await verifyPackage({
    ...material,
    source: progress === undefined ? source : shown(source, basename(file), progress),
    name: basename(file),
    policy,
    algorithms,
    time: time(),
  });
  const unreadable = report.reason.code === 'package-unreadable';
  const code = unreadable ? EXIT.unreadable : exitCode([report.indication]);
  return { kind: 'package', file, exitCode: code, report };
}
