import { readTimeStampFile } from '../../formats/tsp/time-stamp-file.ts';
import { judgeTimeStampFile } from '../../verify/process/time-stamp/judge-time-stamp-file.ts';
import { readToken } from '../../verify/process/time-stamp/read-token.ts';
import type { NamedSource } from '../../verify/process/validation-input.ts';
import type { TimeStampFileReport } from '../../verify/report/time-stamp-file-report.ts';
import { gatherEvidence } from '../documents/gather-evidence.ts';
import type { Judging } from '../documents/intake-ports.ts';

export interface JudgeTimeStampRequest {
  readonly file: NamedSource;
  /** What the time-stamp may be over. */
  readonly content?: NamedSource;
  /** Asked after the evidence has come, as of signatures (judge-file.ts). */
  readonly now: () => Date;
}

/** Judges a time-stamp by itself now, with revocation information gathered from outside. Throws FormatError. */
export async function judgeTimeStamp(
  { file, content, now }: JudgeTimeStampRequest,
  judging: Judging,
): Promise<TimeStampFileReport> {
  const { algorithms, policy, known } = judging;
  const trust = judging.trust();
  const { token } = await readTimeStampFile(file.source);
  const evidence =
    token === undefined
      ? { certificates: [], crls: [], ocspResponses: [] }
      : await gatherEvidence(await authorityOf(token, judging), {
          ...{ trust, source: judging.evidence, algorithms },
        });
  const { report } = await judgeTimeStampFile({
    file,
    ...(content === undefined ? {} : { content }),
    ...{ trust, evidence, policy, algorithms, time: now(), known },
  });
  return report;
}

/** Who is said to have made the token, and the certificates that came along. Nothing here is verified. */
async function authorityOf(token: Uint8Array, { algorithms, known }: Judging) {
  const { facts } = await readToken(token, algorithms, known);
  const { certificates } = facts.embedded;
  return { signers: certificates.filter(facts.signer.names), certificates };
}
