import type { Category } from './document.ts';

/** One document, or kind of documents, that is asked for. */
export interface RequestedItem {
  /** In the requester's words. */
  readonly text: string;
  /** Para. 26 (а)–(е). */
  readonly category?: Category;
}

/** Until when: a date (Europe/Moscow, its end), or working days after the day of arrival (Civil Code art. 191). */
export type RequestTerm = { readonly due: string } | { readonly workingDays: number };

/** A request of a body or agent of currency control for documents (para. 23, 25 (г)); never changed once committed. */
export interface RequestRecord {
  readonly id: string;
  readonly requesterId: string;
  /** As the operator had registered it at that moment. */
  readonly requesterName: string;
  /** The trader in whose account the request has arrived. */
  readonly exporterId: string;
  /** The requester's own number and legal date of the request. */
  readonly number: string;
  readonly date: string;
  /** The rule of law on which the requester asks. */
  readonly ground: string;
  readonly unk?: string;
  readonly contractId?: string;
  /** From 1 as people count: answers name them so. */
  readonly items: readonly RequestedItem[];
  readonly term: RequestTerm;
  /** Journal entry that fixes the arrival in the trader's account. */
  readonly arrivedEntry: string;
}

/** A request with the moment that the journal fixed (ISO 8601 UTC, milliseconds). */
export interface FixedRequest extends RequestRecord {
  readonly arrivedAt: string;
}
