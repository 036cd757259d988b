/** A placed version sent to another participant (para. 24, 25 (г)); never changed once committed. */
export interface SendingRecord {
  readonly id: string;
  readonly documentId: string;
  /** Number of the version. */
  readonly version: number;
  readonly senderId: string;
  readonly addresseeId: string;
  /** As the operator had registered it at that moment. */
  readonly addresseeName: string;
  /** The request that it answers, and which of its items, from 1; absent: sent unasked. */
  readonly answers?: { readonly request: string; readonly items: readonly number[] };
  /** Journal entries that fix the two moments: of sending, and of arrival in the addressee's account. */
  readonly sentEntry: string;
  readonly deliveredEntry: string;
}

/** A sending with the moments that the journal fixed (ISO 8601 UTC, milliseconds). */
export interface FixedSending extends SendingRecord {
  readonly sentAt: string;
  readonly deliveredAt: string;
}
