import type { Denial } from './access/decision.ts';
import type { Refusal } from './documents/outcome.ts';

/** One field of a request that cannot be taken, as a JSON Pointer (RFC 6901), and a stable code why. */
export interface FieldError {
  readonly pointer: string;
  readonly code: FieldErrorCode;
  /** What was expected, or the value at fault; for people and logs. */
  readonly detail?: string;
}

export type FieldErrorCode =
  | 'required'
  | 'unknown-field'
  | 'wrong-type'
  | 'too-long'
  | 'malformed'
  | 'unknown-code' // not in the code list (ISO 3166-1, ISO 4217, category)
  | 'check-digit'
  | 'not-a-date'
  | 'in-the-future'
  | 'out-of-order' // a date, or a part of the request, before what it must follow
  | 'empty'
  | 'too-many'
  | 'contradiction';

/** Everything that the vault itself refuses, with the facts that an answer needs. */
export type VaultFault =
  | { readonly code: 'invalid'; readonly fields: readonly FieldError[] }
  | { readonly code: 'denied'; readonly denial: Denial }
  /** Also what somebody without access is told: the answer does not say whether the object exists. */
  | { readonly code: 'not-found'; readonly what: string }
  | { readonly code: 'stale'; readonly what: string; readonly revision?: number }
  | { readonly code: 'already-exists'; readonly what: string }
  | { readonly code: 'idempotency-mismatch'; readonly key: string }
  | { readonly code: 'too-large'; readonly part: string; readonly limit: number }
  | { readonly code: 'refused-signature'; readonly refusal: Refusal };

export type VaultErrorCode = VaultFault['code'];
export type FaultOf<C extends VaultErrorCode> = Extract<VaultFault, { code: C }>;

/** The vault refused; nothing was changed but the journal, where the refusal is an entry. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly fault: VaultFault;

  constructor(fault: VaultFault, cause?: unknown) {
    super(sentence(fault), { cause });
    this.fault = fault;
  }

  get code(): VaultErrorCode {
    return this.fault.code;
  }
}

function sentence(fault: VaultFault): string {
  switch (fault.code) {
    case 'invalid':
      return `invalid request: ${fault.fields.map((field) => `${field.pointer} ${field.code}`).join(', ')}`;
    case 'denied':
      return `access denied: ${fault.denial.reason} (${fault.denial.paragraph})`;
    case 'not-found':
      return `${fault.what} not found`;
    case 'stale':
      return `${fault.what} has changed meanwhile`;
    case 'already-exists':
      return `${fault.what} already exists`;
    case 'idempotency-mismatch':
      return `idempotency key ${fault.key} was used for other content`;
    case 'too-large':
      return `${fault.part} is over the limit of ${fault.limit} octets`;
    case 'refused-signature':
      return `refused: ${fault.refusal.reasons.map((reason) => reason.code).join(', ')}`;
  }
}
