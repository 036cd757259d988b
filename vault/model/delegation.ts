import type { Category } from './document.ts';

/** What a trader may let another participant do in its account (Decree 65 para. 32; customs order, annex 2, 7 (2)). */
export const DELEGATED_ACTIONS = [
  'contract.describe',
  'contract.register',
  'contract.change',
  'document.describe',
  'document.read',
  'document.place',
  'document.send',
  'receipt.read',
  'request.read',
] as const;
export type DelegatedAction = (typeof DELEGATED_ACTIONS)[number];

/** An act of delegation as it was signed for; only its end is added to it. */
export interface DelegationRecord {
  readonly id: string;
  /** Whose account it opens. */
  readonly granterId: string;
  /** Who may act in it. */
  readonly delegateId: string;
  readonly actions: readonly DelegatedAction[];
  /** Kinds of documents, para. 26 (а)–(е). */
  readonly categories: readonly Category[];
  /** ISO 8601, UTC: from this moment on it opens nothing. */
  readonly until: string;
  readonly grantedEntry: string;
  /** Absent: not revoked. */
  readonly revokedEntry?: string;
}

/** With the moments that the journal gave. */
export interface FixedDelegation extends DelegationRecord {
  readonly grantedAt: string;
  /** Absent too while the journal has given no moment: it opens nothing all the same. */
  readonly revokedAt?: string;
}
