/**
 * EN 319 102-1 §5.2.5: revocation information is fresh at `at` when thisUpdate lies less than `maximum`
 * seconds before; where the policy gives no maximum, while nextUpdate has not come. Information without
 * nextUpdate then never is, unless it was issued at `at` or later; OCSP answers are given one by `withEnd`.
 */
export function isFresh(
  update: { readonly thisUpdate: Date; readonly nextUpdate?: Date | undefined },
  at: Date,
  maximum: number | undefined,
): boolean {
  if (update.thisUpdate >= at) return true;
  if (maximum !== undefined) return at.getTime() - update.thisUpdate.getTime() < maximum * 1000;
  return update.nextUpdate !== undefined && at < update.nextUpdate;
}

/**
 * The time at which freshness of information about a certificate is asked: after a certificate has
 * expired no information about it is made any more, so that of its last day is the freshest there can be.
 */
export function freshnessTime(at: Date, notAfter: Date): Date {
  return at > notAfter ? notAfter : at;
}

/** The last moment at which the information still is fresh; undefined where nothing tells it. */
export function freshUntil(
  { thisUpdate, nextUpdate }: { readonly thisUpdate: Date; readonly nextUpdate?: Date | undefined },
  maximum: number | undefined,
): Date | undefined {
  const end = maximum === undefined ? nextUpdate?.getTime() : thisUpdate.getTime() + maximum * 1000;
  return end === undefined ? undefined : new Date(end - 1);
}

/** Milliseconds for which an OCSP answer is current that tells no end of it: see answers-without-end.md. */
const CURRENT = 30 * 60 * 1000;

/** RFC 6960 §4.2.2.1: where an answer has no nextUpdate, newer information is to be had at any time. */
export function withEnd({
  thisUpdate,
  nextUpdate = new Date(thisUpdate.getTime() + CURRENT),
}: {
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date | undefined;
}) {
  return { thisUpdate, nextUpdate };
}
