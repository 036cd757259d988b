import { indexOf } from '../cms/hash-index.ts';
import type { TimeStampJudgement } from '../time-stamp/validate-time-stamp.ts';

/**
 * EN 319 102-1 §5.6.3.4 step 5: from the newest to the oldest. Of tokens with equal genTime that one is newer which
 * is over more: an archive time-stamp over what it archives, of two with an index the one that names more, and
 * else what stands later.
 */
export function newestFirst(
  timeStamps: readonly TimeStampJudgement[],
): readonly TimeStampJudgement[] {
  const ranked = timeStamps.map((one, place) => ({ one, place, rank: rankOf(one) }));
  return ranked
    .sort((a, b) => timeOf(b.one) - timeOf(a.one) || b.rank - a.rank || b.place - a.place)
    .map(({ one }) => one);
}

function timeOf({ info }: TimeStampJudgement): number {
  return info?.genTime.getTime() ?? 0;
}

const RANK: Readonly<Record<TimeStampJudgement['kind'], number>> = {
  'content-time-stamp': 0,
  'checkpoint-time-stamp': 0,
  'signature-time-stamp': 1,
  'references-time-stamp': 2,
  'signature-and-references-time-stamp': 2,
  'archive-time-stamp': 3,
};

function rankOf({ kind, token }: TimeStampJudgement): number {
  if (kind !== 'archive-time-stamp' || token === undefined) return RANK[kind];
  const index = indexOf(token);
  if ('subIndication' in index) return RANK[kind];
  const { certificates, crls, unsignedAttributes } = index;
  return RANK[kind] + certificates.length + crls.length + unsignedAttributes.length;
}
