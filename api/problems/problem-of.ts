import { FormatError } from '../../formats/format-error.ts';
import type { Refusal } from '../../vault/documents/outcome.ts';
import { JournalError } from '../../vault/journal/journal-error.ts';
import { ConflictError, StorageError } from '../../vault/ports/storage-error.ts';
import { VaultError, type VaultFault } from '../../vault/vault-error.ts';
import { withEveryMember } from '../../verify/report/json/with-every-member.ts';
import { withSentences } from '../../verify/report/json/with-sentences.ts';
import type { ProblemCode } from './problem-table.ts';
import { RequestError } from './request-error.ts';

/** What a client may be told about an error. */
export interface ClientProblem {
  readonly code: ProblemCode;
  /** Says what and where, in the error's own words; absent when those words are ours alone. */
  readonly detail?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that no class of ours names is a bug: nothing of it reaches the client. */
export function problemOf(error: unknown): ClientProblem {
  if (error instanceof RequestError) {
    const { code, message, facts, headers } = error;
    return { code, detail: message, facts, headers };
  }
  if (error instanceof VaultError) return vaultProblem(error.fault, error.message);
  if (error instanceof FormatError) {
    return { code: `format-${error.code}`, detail: error.message, facts: { format: error.format } };
  }
  // Paths, table names and the like stay in the log.
  if (error instanceof StorageError) return storageProblem(error);
  if (error instanceof JournalError) return { code: `journal-${error.code}` };
  if (error instanceof ConflictError) return { code: `conflict-${error.code}` };
  return { code: 'internal' };
}

function storageProblem(error: StorageError): ClientProblem {
  const transient = error.code === 'no-space' || error.code === 'unavailable';
  return {
    code: `storage-${error.code}`,
    ...(transient ? { headers: { 'Retry-After': '30' } } : {}),
  };
}

function vaultProblem(fault: VaultFault, detail: string): ClientProblem {
  const { code } = fault;
  switch (fault.code) {
    case 'invalid':
      return { code, detail, facts: { errors: fault.fields } };
    case 'denied':
      return {
        code,
        detail,
        facts: { reason: fault.denial.reason, paragraph: fault.denial.paragraph },
      };
    case 'stale':
      return {
        code,
        detail,
        facts: fault.revision === undefined ? {} : { revision: fault.revision },
      };
    case 'refused-signature':
      return { code, detail, facts: { refusal: withSentences(membersOf(fault.refusal)) } };
    case 'too-large':
      return { code, detail, facts: { part: fault.part, limit: fault.limit } };
    case 'not-found':
    case 'already-exists':
    case 'idempotency-mismatch':
      return { code, detail };
  }
}

function membersOf({ reports, ...refusal }: Refusal): object {
  const whole = reports.map((one) => ({ ...one, report: withEveryMember(one.report) }));
  return { ...refusal, reports: whole };
}
