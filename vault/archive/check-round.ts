/** What is read again, name by name, in an order that stays. */
export interface Walk<N extends { readonly name: string }, T> {
  /** What comes after the name `after`. */
  names(after: string): AsyncIterable<N>;
  check(named: N): Promise<readonly T[]>;
}

/** How far the reading of everything has come. */
export interface Round {
  /** ISO 8601. */
  readonly started: string;
  /** Names when it began. */
  readonly count: number;
  readonly seen: number;
  /** The name that was read last. */
  readonly after: string;
  /** Everything was read; the next round begins when the period has ended. */
  readonly whole: boolean;
}

export interface RoundRequest {
  readonly now: Date;
  /** Milliseconds within which everything is read once. */
  readonly period: number;
  /** Names that are read at most before this returns. */
  readonly most: number;
}

export interface RoundStep<T> {
  readonly round: Round;
  readonly found: readonly T[];
  /** More is due already. */
  readonly more: boolean;
}

/**
 * Reads what is due by now. A round is done in half the period, so that it ends in time though the store doubles meanwhile;
 * what is left when the period ends is due at once. Names are counted when a round begins, and after that only those are
 * listed that are read.
 */
export async function checkDue<N extends { readonly name: string }, T>(
  last: Round | undefined,
  walk: Walk<N, T>,
  request: RoundRequest,
): Promise<RoundStep<T>> {
  const { now, period, most } = request;
  const before = continues(last, request) ? last : await beginning(walk, now);
  const age = now.getTime() - Date.parse(before.started);
  const due = age >= period ? Infinity : Math.ceil((2 * before.count * age) / period) - before.seen;
  if (before.whole || due <= 0) return { round: before, found: [], more: false };
  const found: T[] = [];
  let { seen, after } = before;
  const end = seen + Math.min(due, most);
  for await (const named of walk.names(after)) {
    if (seen === end) return { round: { ...before, seen, after }, found, more: due > most };
    found.push(...(await walk.check(named)));
    after = named.name;
    seen += 1;
  }
  return { round: { ...before, seen, after, whole: true }, found, more: false };
}

/** A clock that was set back begins anew: better read twice than late. */
function continues(last: Round | undefined, { now, period }: RoundRequest): last is Round {
  if (last === undefined) return false;
  const age = now.getTime() - Date.parse(last.started);
  return age >= 0 && (age < period || !last.whole);
}

async function beginning(
  walk: { names(after: string): AsyncIterable<unknown> },
  now: Date,
): Promise<Round> {
  let count = 0;
  for await (const _ of walk.names('')) count += 1;
  return { started: now.toISOString(), count, seen: 0, after: '', whole: false };
}
