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
  /** The latest date that any revision of the contract told; absent: not known, so that the term has no end. */
  readonly fromDate?: string;
  /** The first revision that told it. */
  readonly toldIn?: number;
  readonly keepUntil: string | null;
}

type ToldDates = Pick<Contract, 'date' | 'obligationsEnd' | 'lastOperation' | 'revision'>;

/**
 * Para. 13 (л): at least five years from the currency operation and five from the end of the term for
 * completing the obligations, whatever becomes of the agreement or the account. Other acts may ask for more:
 * the longest wins. Where the end of obligations is not known, or was withdrawn, the term has no end.
 *
 * `told` is the contract in all its revisions, in order: of the dates that its owner ever told the latest counts, so
 * that no later revision brings the end nearer. `on` is the legal date of the question; legal holds are not this
 * function's business.
 */
export function keepUntil(
  told: readonly ToldDates[],
  on: string,
  terms: readonly RetentionTerm[] = RETENTION_TERMS,
): Retention {
  const basis = terms
    .filter(({ inForce = '', until = '9999' }) => inForce <= on && on < until)
    .map((term) => basisOf(term, told))
    .sort((a, b) => (ends(a) < ends(b) ? 1 : ends(a) > ends(b) ? -1 : 0));
  const [decisive] = basis;
  return {
    keepUntil: decisive?.keepUntil ?? null,
    provisional: told.every(({ lastOperation }) => lastOperation === undefined),
    basis,
  };
}

/** No end at all comes after every date. */
const ends = ({ keepUntil: end }: RetentionBasis) => end ?? '9999-99-99';

function basisOf(
  { id, source, years, from }: RetentionTerm,
  told: readonly ToldDates[],
): RetentionBasis {
  const common = { term: id, source, years, from };
  const latest = from === 'obligations-end' ? latestObligationsEnd(told) : latestOperation(told);
  if (latest === undefined) return { ...common, keepUntil: null };
  const { date: fromDate, revision: toldIn } = latest;
  return { ...common, fromDate, toldIn, keepUntil: addYears(fromDate, years) };
}

function latestObligationsEnd(told: readonly ToldDates[]): ToldDate | undefined {
  if (told.at(-1)?.obligationsEnd === undefined) return undefined;
  return latestOf(told.map(({ obligationsEnd, revision }) => ({ date: obligationsEnd, revision })));
}

/** No operation is known: reckoned from the earliest day on which one could have been. */
function latestOperation(told: readonly ToldDates[]): ToldDate | undefined {
  return latestOf(
    told.map(({ lastOperation, date, revision }) => ({ date: lastOperation ?? date, revision })),
  );
}

interface ToldDate {
  readonly date: string;
  readonly revision: number;
}

function latestOf(
  told: readonly { readonly date: string | undefined; readonly revision: number }[],
): ToldDate | undefined {
  return told.reduce<ToldDate | undefined>(
    (latest, { date, revision }) =>
      date !== undefined && (latest === undefined || date > latest.date)
        ? { date, revision }
        : latest,
    undefined,
  );
}
