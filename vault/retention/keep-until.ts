import { addYears } from '../deadlines/legal-date.ts';
import type { Contract } from '../model/contract.ts';
import { RETENTION_TERMS, type RetentionTerm } from './terms.ts';

/** Until when, inclusive, the documents of a contract must be kept, and why. */
export interface Retention {
  /** YYYY-MM-DD in Europe/Moscow; null: no end can be computed, nothing may be destroyed. */
  readonly keepUntil: string | null;
  /**
   * True while no currency operation is known: one that comes to light later moves the date on, so that
   * nothing may be destroyed on it.
   */
  readonly provisional: boolean;
  /** Each term that was reckoned with, the decisive one first. */
  readonly basis: readonly RetentionBasis[];
}

export interface RetentionBasis {
  readonly term: string;
  readonly source: string;
  readonly years: number;
  readonly from: RetentionTerm['from'];
  /** Absent: not known, so that the term has no end. */
  readonly fromDate?: string;
  readonly keepUntil: string | null;
}

/**
 * Para. 13 (л): at least five years from the currency operation and five from the end of the term for
 * completing the obligations, whatever becomes of the agreement or the account. Other acts may ask for more:
 * the longest wins. Where the end of obligations is not known, the term has no end. `on` is the legal date
 * of the question; legal holds are not this function's business.
 */
export function keepUntil(
  contract: Pick<Contract, 'date' | 'obligationsEnd' | 'lastOperation'>,
  on: string,
  terms: readonly RetentionTerm[] = RETENTION_TERMS,
): Retention {
  const basis = terms
    .filter(({ inForce = '', until = '9999' }) => inForce <= on && on < until)
    .map((term) => basisOf(term, contract))
    .sort((a, b) => (ends(a) < ends(b) ? 1 : ends(a) > ends(b) ? -1 : 0));
  const [decisive] = basis;
  return {
    keepUntil: decisive?.keepUntil ?? null,
    provisional: contract.lastOperation === undefined,
    basis,
  };
}

/** No end at all comes after every date. */
const ends = ({ keepUntil: end }: RetentionBasis) => end ?? '9999-99-99';

function basisOf(
  { id, source, years, from }: RetentionTerm,
  { date, obligationsEnd, lastOperation }: Parameters<typeof keepUntil>[0],
): RetentionBasis {
  // No operation is known: reckoned from the earliest day on which one could have been.
  const fromDate = from === 'obligations-end' ? obligationsEnd : (lastOperation ?? date);
  const common = { term: id, source, years, from };
  if (fromDate === undefined) return { ...common, keepUntil: null };
  return { ...common, fromDate, keepUntil: addYears(fromDate, years) };
}
