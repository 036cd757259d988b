import { legalDate } from '../../formats/evidence/legal-date.ts';
import type { Contract } from '../../vault/model/contract.ts';
import { keepUntil } from '../../vault/retention/keep-until.ts';

/** A contract as clients see it: with the end of keeping that its terms give today (para. 13 (л)). */
export function contractAnswer(contract: Contract, now: Date) {
  const { keepUntil: end, basis } = keepUntil(contract, legalDate(now));
  return { ...contract, keepUntil: end, retention: basis };
}
