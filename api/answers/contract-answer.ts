import { legalDate } from '../../formats/evidence/legal-date.ts';
import type { DescribedContract } from '../../vault/reading/describe-contracts.ts';
import { keepUntil } from '../../vault/retention/keep-until.ts';

/** A contract as clients see it: with the end of keeping that all it ever told gives today (para. 13 (л)). */
export function contractAnswer({ contract, told }: DescribedContract, now: Date) {
  const { keepUntil: end, basis } = keepUntil(told, legalDate(now));
  return { ...contract, keepUntil: end, retention: basis };
}
