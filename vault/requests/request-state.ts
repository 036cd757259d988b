import { legalDate } from '../../formats/evidence/legal-date.ts';
import { type TermEnd, workingDaysAfter } from '../deadlines/working-days.ts';
import type { FixedRequest, RequestedItem } from '../model/request.ts';
import type { FixedSending } from '../model/sending.ts';

/** `answered`: something was sent for every item; `overdue`: the term has ended before that. */
export type RequestStatus = 'open' | 'answered' | 'overdue';

export interface ItemState extends RequestedItem {
  /** From 1. */
  readonly number: number;
  /** What was sent for it by the moment, in order. */
  readonly sendings: readonly FixedSending[];
}

/** How a request stood at a moment. */
export interface RequestState {
  /** ISO 8601 UTC, milliseconds. */
  readonly asOf: string;
  readonly due: TermEnd;
  readonly status: RequestStatus;
  /** The moment at which the last item was answered; absent while one is not. */
  readonly answeredAt?: string;
  /** The last item was answered after the term. */
  readonly late: boolean;
  readonly items: readonly ItemState[];
}

/** The last day of the term: it runs from the day on which the journal fixed the arrival. */
export function dueOf({ term, arrivedAt }: Pick<FixedRequest, 'term' | 'arrivedAt'>): TermEnd {
  return 'due' in term
    ? { date: term.due, provisional: false }
    : workingDaysAfter(legalDate(new Date(arrivedAt)), term.workingDays);
}

/** By what was sent at or before `asOf` (ISO 8601 UTC, milliseconds); `sendings` are those that answer the request. */
export function requestState(
  request: FixedRequest,
  sendings: readonly FixedSending[],
  asOf: string,
): RequestState {
  const sent = sendings.filter(({ sentAt }) => sentAt <= asOf);
  const items = request.items.map((item, index) => ({
    ...item,
    number: index + 1,
    sendings: sent.filter(({ answers }) => answers?.items.includes(index + 1)),
  }));
  const due = dueOf(request);
  // Civil Code art. 194: until 24:00 of the last day, by the moment of sending that the journal fixed.
  const isAfter = (moment: string) => legalDate(new Date(moment)) > due.date;
  const answeredAt = answeredSince(items);
  const open = isAfter(asOf) ? 'overdue' : 'open';
  return {
    asOf,
    due,
    status: answeredAt === undefined ? open : 'answered',
    ...(answeredAt === undefined ? {} : { answeredAt }),
    late: answeredAt !== undefined && isAfter(answeredAt),
    items,
  };
}

/** The first sending for an item answers it; the request is answered with the last of its items. */
function answeredSince(items: readonly ItemState[]): string | undefined {
  const moments = items.flatMap(({ sendings }) => {
    const [first] = sendings.map(({ sentAt }) => sentAt).sort();
    return first === undefined ? [] : [first];
  });
  return moments.length < items.length ? undefined : moments.sort().at(-1);
}
