import type { Found } from './found.ts';

export interface CacheLimits {
  /** Seconds for which a CRL or an issuer is used again, at most; its nextUpdate may end that earlier. */
  readonly crlSeconds: number;
  /** Seconds for an OCSP answer, likewise. */
  readonly ocspSeconds: number;
  /** Seconds before a place that failed, or had only outdated information, is asked again. */
  readonly failureSeconds: number;
  /** Octets of all that is remembered, in DER. */
  readonly octets: number;
  readonly entries: number;
}

/**
 * Short against the grace periods in which revocations are told, long against a burst of uploads. Octets:
 * room for the largest CRL that is fetched, and as much beside it.
 */
export const CACHE_LIMITS: CacheLimits = {
  crlSeconds: 300,
  ocspSeconds: 60,
  failureSeconds: 5,
  octets: 128 * 1024 * 1024,
  entries: 4096,
};

/** Remembers answers of CRL distribution points, OCSP responders and issuers for a short while. */
export interface EvidenceCache {
  /** What `fetch` finds, or found for the same question shortly before; asked by several at once, once. */
  found(question: string, fetch: () => Promise<Found>): Promise<Found>;
}

interface Entry {
  readonly found: Found;
  readonly octets: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly until: number;
}

/**
 * A cache in memory, bounded by `limits`; what was used least recently goes first. It decides nothing:
 * whether information is fresh enough is judged by its own dates, wherever it comes from.
 */
export function evidenceCache(
  options: Partial<CacheLimits> & { readonly now: () => Date },
): EvidenceCache {
  const limits = { ...CACHE_LIMITS, ...options };
  const kept = new Map<string, Entry>();
  const underWay = new Map<string, Promise<Found>>();
  let octets = 0;

  const forget = (question: string, entry: Entry) => {
    kept.delete(question);
    octets -= entry.octets;
  };
  const recall = (question: string): Found | undefined => {
    const entry = kept.get(question);
    if (entry === undefined) return undefined;
    const now = options.now().getTime();
    // A clock that was set back must not lengthen a life.
    if (now < entry.since || now >= entry.until) {
      forget(question, entry);
      return undefined;
    }
    kept.delete(question);
    kept.set(question, entry); // used last
    return entry.found;
  };
  const remember = (question: string, found: Found) => {
    const since = options.now().getTime();
    const entry = {
      found,
      octets: octetsOf(question, found),
      since,
      until: end(found, since, limits),
    };
    const former = kept.get(question);
    if (former !== undefined) forget(question, former);
    if (entry.octets > limits.octets) return;
    kept.set(question, entry);
    octets += entry.octets;
    for (const [oldest, each] of kept) {
      if (octets <= limits.octets && kept.size <= limits.entries) break;
      forget(oldest, each);
    }
  };

  return {
    async found(question, fetch) {
      const known = recall(question) ?? underWay.get(question);
      if (known !== undefined) return known;
      const asked = fetch();
      underWay.set(question, asked);
      try {
        const found = await asked;
        remember(question, found);
        return found;
      } finally {
        underWay.delete(question);
      }
    },
  };
}

/** When `found` is no longer used, milliseconds since 1970. */
function end(found: Found, now: number, limits: CacheLimits): number {
  const seconds =
    found.kind === 'failure'
      ? limits.failureSeconds
      : found.kind === 'ocsp'
        ? limits.ocspSeconds
        : limits.crlSeconds;
  const renewed = Math.min(now + seconds * 1000, ...nextUpdates(found));
  // Outdated when it came: the place has nothing better at the moment.
  return renewed > now ? renewed : now + limits.failureSeconds * 1000;
}

function nextUpdates(found: Found): readonly number[] {
  switch (found.kind) {
    case 'crls':
      return found.items.flatMap(({ nextUpdate }) => nextUpdate?.getTime() ?? []);
    case 'ocsp':
      return found.items
        .flatMap(({ responses }) => responses)
        .flatMap(({ nextUpdate }) => nextUpdate?.getTime() ?? []);
    case 'certificates':
    case 'failure':
      return [];
  }
}

/** The question counts too, so that many small answers are bounded as well. */
function octetsOf(question: string, found: Found): number {
  const items = found.kind === 'failure' ? [] : found.items;
  return items.reduce((sum, { der }) => sum + der.length, question.length);
}
