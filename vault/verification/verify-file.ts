import type { JsonValue } from '../../formats/evidence/canonical-json.ts';
import type { NamedSource } from '../../verify/process/validation-input.ts';
import type { ValidationReport } from '../../verify/report/report.ts';
import { actionEntry } from '../access/action-entry.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Judging } from '../documents/intake-ports.ts';
import type { Principal } from '../model/participant.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metadata } from '../ports/metadata.ts';
import { judgeFile } from './judge-file.ts';

export interface VerificationPorts {
  readonly metadata: Metadata;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly judging: Judging;
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

/**
 * Judges a file of the principal's own; nothing of it is kept but the journal entry (para. 13 (з)). Rejects
 * with VaultError `denied`, and FormatError for a file that is no signature.
 */
export async function verifyFile(
  { principal, file, content }: VerifyFileRequest,
  ports: VerificationPorts,
): Promise<ValidationReport> {
  await mayVerify(principal, ports);
  const report = await judgeFile(
    {
      signature: file,
      ...(content === undefined ? {} : { content }),
      now: () => ports.clock.now(),
    },
    ports.judging,
  );
  const facts = {
    file: file.sha256,
    ...(content === undefined ? {} : { content: content.sha256 }),
    indications: report.signatures.map(({ indication }) => indication),
  };
  await journalVerification(principal, facts, ports);
  return report;
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

/** Says in the journal what was judged and how it came out. */
export async function journalVerification(
  principal: Principal,
  content: Readonly<Record<string, JsonValue>>,
  { metadata, newId }: Pick<VerificationPorts, 'metadata' | 'newId'>,
): Promise<void> {
  const id = newId();
  const paragraph = 'D65-13з';
  const entry = actionEntry({ id, action: 'verification.made', principal, paragraph, content });
  await metadata.commit({ entries: [entry] });
}
