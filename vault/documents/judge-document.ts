import { OID } from '../../formats/asn1/oids.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Evidence } from '../../verify/process/evidence.ts';
import { judgeSignatures } from '../../verify/process/validate-signatures.ts';
import type { ProofOfExistence } from '../../verify/process/validation-input.ts';
import type { SignatureReport, ValidationReport } from '../../verify/report/report.ts';
import type { TrustAnchor } from '../../verify/trust/trust.ts';
import type { HoldReason } from '../model/document.ts';
import type { Participant } from '../model/participant.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { intakeDecision } from './intake-policy.ts';
import type { Judging } from './intake-ports.ts';
import type { IntakeWarning, PartReport, RefusalReason } from './outcome.ts';
import { type ReadSignature, readSignature } from './read-signature.ts';
import type { SignedFile } from './signed-file.ts';
import { type SignerSide, signerSide } from './signer-side.ts';

/** A signature file with the verifier's answer. */
export interface JudgedSignature<F extends SignedFile = SignedFile> {
  readonly file: F;
  readonly report: ValidationReport;
  /** What the answer stood on. */
  readonly evidence: Evidence;
}

export type Judgement<F extends SignedFile = SignedFile> =
  | {
      readonly decision: 'accept' | 'pending';
      readonly signatures: readonly JudgedSignature<F>[];
      readonly warnings: readonly IntakeWarning[];
      /** What is still to be decided; empty when accepted. */
      readonly waitsFor: readonly HoldReason[];
    }
  | {
      readonly decision: 'refuse';
      /** Those that could be judged at all. */
      readonly signatures: readonly JudgedSignature<F>[];
      readonly reasons: readonly RefusalReason[];
      readonly reports: readonly PartReport[];
    };

export interface JudgeRequest<F extends SignedFile> {
  readonly document: F;
  /** Empty: the document itself must be an attached signature. */
  readonly signatures: readonly F[];
  readonly participant: Participant;
  /** Asked after the evidence has come: an answer made while we wait must not lie in the future. */
  readonly now: () => Date;
  /** The receipt that fixed when the signatures were here at the latest; absent at intake. */
  readonly proofOfExistence?: ProofOfExistence;
}

/**
 * Judges a document by its signatures. One signature that is refused refuses the whole, so that nobody can
 * hide a bad signature behind a good one; at least one must cover the whole document and come from the
 * participant's side.
 */
export async function judgeDocument<F extends SignedFile>(
  request: JudgeRequest<F>,
  judging: Judging,
): Promise<Judgement<F>> {
  const attached = request.signatures.length === 0;
  const files = attached ? [request.document] : request.signatures;
  const read = await Promise.all(files.map((file) => readFile(file, attached, judging)));
  const readable = read.flatMap((each) => ('reason' in each ? [] : [each]));
  const given = await gatherOnce(readable, request, judging);
  const judged = await Promise.all(
    readable.map(({ file }) => validate(file, given, request, judging)),
  );

  const reasons = [...read, ...judged].flatMap((each) => ('reason' in each ? [each.reason] : []));
  const signatures = judged.flatMap((each) => ('reason' in each ? [] : [each]));
  const verdicts = signatures.flatMap((each) => verdictsOf(each, request, judging));
  reasons.push(...verdicts.flatMap(refusalOf));
  if (reasons.length === 0) reasons.push(...wholeRefusal(verdicts, request.document));
  if (reasons.length > 0) {
    const reports = signatures.map(({ file, report }) => ({ part: file.part, report }));
    return { decision: 'refuse', signatures, reasons, reports };
  }
  const waitsFor = verdicts.flatMap(waitingOf);
  return {
    decision: waitsFor.length > 0 ? 'pending' : 'accept',
    signatures,
    warnings: verdicts.flatMap(warningOf),
    waitsFor,
  };
}

interface Refused {
  readonly reason: RefusalReason;
}

interface ReadFile<F> {
  readonly file: F;
  readonly read: ReadSignature;
}

async function readFile<F extends SignedFile>(
  file: F,
  attached: boolean,
  { algorithms, known }: Judging,
): Promise<ReadFile<F> | Refused> {
  const { part } = file;
  const read = await readSignature(file, { algorithms, known });
  if (read instanceof FormatError) {
    // A document without signatures that is no signature itself is simply unsigned.
    const code = attached ? 'no-signature' : 'unreadable-signature';
    return { reason: { code, part, detail: read.message } };
  }
  if (read.signatures === 0) return { reason: { code: 'no-signature', part } };
  // A sign-in challenge that somebody signed must never pass as a document, nor a time-stamp.
  const other = read.contentTypes.find((type) => type !== OID.data);
  return other === undefined
    ? { file, read }
    : { reason: { code: 'not-a-document-signature', part, detail: other } };
}

interface Given {
  /** Taken once everything is at hand: evidence must not be from the future. */
  readonly time: Date;
  readonly trust: readonly TrustAnchor[];
  readonly evidence: Evidence;
}

/** One round of questions for all files: co-signers of one authority share its answers, and one budget. */
async function gatherOnce<F extends SignedFile>(
  files: readonly ReadFile<F>[],
  { now }: JudgeRequest<F>,
  judging: Judging,
): Promise<Given> {
  const { algorithms, evidence: source } = judging;
  const trust = judging.trust();
  const signers = files.flatMap(({ read }) => read.signers);
  const certificates = files.flatMap(({ read }) => read.certificates);
  const evidence = await gatherEvidence({ signers, certificates }, { trust, source, algorithms });
  return { trust, evidence, time: now() };
}

async function validate<F extends SignedFile>(
  file: F,
  { trust, evidence, time }: Given,
  { document, proofOfExistence }: JudgeRequest<F>,
  { algorithms, policy, signaturePolicies, known }: Judging,
): Promise<JudgedSignature<F> | Refused> {
  const { part } = file;
  try {
    const { report, used } = await judgeSignatures({
      signature: { name: file.name, source: file.source },
      ...(file === document ? {} : { content: document }),
      trust,
      purpose: 'signature',
      evidence,
      policy,
      signaturePolicies,
      time,
      algorithms,
      known,
      ...(proofOfExistence === undefined ? {} : { proofOfExistence }),
    });
    return report.signatures.length === 0
      ? { reason: { code: 'no-signature', part } }
      : { file, report, evidence: used };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { reason: { code: 'unreadable-signature', part, detail: error.message } };
  }
}

interface Verdict {
  readonly part: string;
  readonly signature: SignatureReport;
  readonly row: ReturnType<typeof intakeDecision>;
  readonly side: SignerSide;
  readonly covers: boolean;
}

function verdictsOf<F extends SignedFile>(
  { file, report }: JudgedSignature<F>,
  { document, participant }: JudgeRequest<F>,
  { intake }: Judging,
): readonly Verdict[] {
  return report.signatures.map((signature) => ({
    part: file.part,
    signature,
    row: intakeDecision(signature, intake),
    side: signerSide(signature.signer, participant),
    covers: signature.coverage === 'FULL' && coversWhole(signature, file === document, document),
  }));
}

/** The report's digest is held against the one that was computed while the document came in. */
function coversWhole(signature: SignatureReport, attached: boolean, document: SignedFile): boolean {
  return signature.signedContent.some(
    ({ whole, digestAlgorithm, digest, size }) =>
      whole &&
      (attached ||
        (size === document.source.size &&
          (digestAlgorithm !== 'sha256' || digest === document.sha256))),
  );
}

function refusalOf({ part, signature, row }: Verdict): readonly RefusalReason[] {
  if (row.decision !== 'refuse') return [];
  const { indication, subIndication } = signature;
  return [
    {
      code: 'signature-not-passed',
      part,
      indication,
      ...(subIndication === undefined ? {} : { subIndication }),
      detail: row.because,
    },
  ];
}

function waitingOf({ part, signature, row }: Verdict): readonly HoldReason[] {
  if (row.decision !== 'pending') return [];
  return [{ code: 'signature-undecided', part, detail: signature.reason.code }];
}

function wholeRefusal(
  verdicts: readonly Verdict[],
  { part }: SignedFile,
): readonly RefusalReason[] {
  const covering = verdicts.filter((verdict) => verdict.covers);
  if (covering.length === 0) return [{ code: 'document-not-covered', part }];
  const ours = covering.some(({ side }) => side !== 'other');
  return ours ? [] : [{ code: 'not-signed-by-participant', part }];
}

/** Para. 26: said where the certificate alone does not show for whom its holder signs. */
function warningOf({ part, side, signature }: Verdict): readonly IntakeWarning[] {
  if (side !== 'unnamed') return [];
  const name = signature.signer?.commonName;
  return [{ code: 'authority-not-shown', part, ...(name === undefined ? {} : { detail: name }) }];
}
