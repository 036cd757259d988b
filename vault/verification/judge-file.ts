import { validateSignatures } from '../../verify/process/validate-signatures.ts';
import type { NamedSource } from '../../verify/process/validation-input.ts';
import type { ValidationReport } from '../../verify/report/report.ts';
import { gatherEvidence } from '../documents/gather-evidence.ts';
import type { Judging } from '../documents/intake-ports.ts';
import { readSignature } from '../documents/read-signature.ts';

export interface JudgeFileRequest {
  readonly signature: NamedSource;
  /** Detached content. */
  readonly content?: NamedSource;
  /** Asked after the evidence has come: an answer made while we wait must not lie in the future. */
  readonly now: () => Date;
}

/**
 * Judges the signatures of a file now, with revocation information gathered from outside. Throws
 * FormatError for a file that is no signature.
 */
export async function judgeFile(
  { signature, content, now }: JudgeFileRequest,
  judging: Judging,
): Promise<ValidationReport> {
  const { algorithms, policy, signaturePolicies, known } = judging;
  const read = await readSignature(signature, { algorithms, known });
  if (read instanceof Error) throw read;
  const trust = judging.trust();
  return validateSignatures({
    signature,
    ...(content === undefined ? {} : { content }),
    trust,
    purpose: 'signature',
    evidence: await gatherEvidence(read, { trust, source: judging.evidence, algorithms }),
    policy,
    signaturePolicies,
    time: now(),
    algorithms,
    known,
  });
}
