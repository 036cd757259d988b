import { OctetMap } from '../../../formats/octet-map.ts';
import type { TimeStampJudgement } from '../time-stamp/validate-time-stamp.ts';

type Judged = Pick<TimeStampJudgement, 'kind' | 'stamp' | 'info' | 'covered'>;

/**
 * EN 319 102-1 §5.6.3.4 step 5: from the newest to the oldest. What a token is over is older than it, whatever their
 * clocks say: the imprint proves that. Of others the one with the later genTime is newer; of equal times an archive
 * time-stamp is newer than what it could be over, and else what stands later.
 */
export async function newestFirst<T extends Judged>(
  timeStamps: readonly T[],
): Promise<readonly T[]> {
  const byTime = timeStamps
    .map((one, place) => ({ one, place }))
    .sort(
      (a, b) =>
        timeOf(b.one) - timeOf(a.one) || RANK[b.one.kind] - RANK[a.one.kind] || b.place - a.place,
    )
    .map(({ one }) => one);
  const over = await tokensOver(byTime);
  const seen = new Set<T>();
  const ordered: T[] = [];
  const place = (one: T) => {
    if (seen.has(one)) return;
    seen.add(one);
    for (const newer of over.get(one.stamp.token) ?? []) place(newer);
    ordered.push(one);
  };
  for (const one of byTime) place(one);
  return ordered;
}

/** For each token those that are over it, in the order given. */
async function tokensOver<T extends Judged>(timeStamps: readonly T[]): Promise<OctetMap<T[]>> {
  const over = new OctetMap<T[]>();
  for (const { stamp } of timeStamps) over.set(stamp.token, []);
  for (const one of timeStamps) {
    for (const octets of (await one.covered?.())?.objects ?? []) over.get(octets)?.push(one);
  }
  return over;
}

function timeOf({ info }: Judged): number {
  return info?.genTime.getTime() ?? 0;
}

const RANK: Readonly<Record<TimeStampJudgement['kind'], number>> = {
  'file-time-stamp': 0,
  'content-time-stamp': 0,
  'checkpoint-time-stamp': 0,
  'signature-time-stamp': 1,
  'references-time-stamp': 2,
  'signature-and-references-time-stamp': 2,
  'archive-time-stamp': 3,
};
