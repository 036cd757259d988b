import type { DocumentParty, UniversalDocument } from '../../formats/fns/universal-document.ts';
import type { Contract, ContractParty } from '../model/contract.ts';
import type { DocumentWarning } from '../model/document.ts';

/** What the exporter says about the document beside it. */
export interface StatedDocument {
  readonly number?: string;
  readonly date?: string;
}

export interface Comparison {
  readonly document: UniversalDocument;
  readonly contract: Contract;
  readonly stated: StatedDocument;
}

/**
 * Where a document says other things than the contract under which it is placed, or than was said beside it.
 * Warnings, never refusals: who is right is for people to find out.
 */
export function compareWithContract(comparison: Comparison): readonly DocumentWarning[] {
  return CHECKS.flatMap((check) => check(comparison));
}

type Check = (comparison: Comparison) => readonly DocumentWarning[];

const CHECKS: readonly Check[] = [
  ({ document, stated }) => {
    const [given, said] = [document.number, stated.number];
    if (given === undefined || said === undefined || isSameNumber(given, said)) return [];
    return [warning('document-number-differs', given, said)];
  },
  ({ document, stated }) => differing('document-date-differs', document.date, stated.date),
  ({ document, contract }) => {
    const early = document.date !== undefined && document.date < contract.date;
    return early ? [warning('document-before-contract', document.date, contract.date)] : [];
  },
  ({ document, contract }) =>
    differing('document-currency-differs', document.currency, contract.currency),
  amountOver,
  strangers,
  otherBasis,
];

function warning(
  code: DocumentWarning['code'],
  document: string,
  contract: string,
): DocumentWarning {
  return { code, facts: { document, contract } };
}

/** Both say something, and not the same. */
function differing(
  code: DocumentWarning['code'],
  document: string | undefined,
  other: string | undefined,
): readonly DocumentWarning[] {
  if (document === undefined || other === undefined || plain(document) === plain(other)) return [];
  return [warning(code, document, other)];
}

/** One delivery cannot be worth more than the contract; sums in different money are not compared. */
function amountOver({ document, contract }: Comparison): readonly DocumentWarning[] {
  const { total, currency } = document;
  const { amount } = contract;
  if (total === undefined || amount === undefined || currency !== contract.currency) return [];
  return scaled(total) > scaled(amount) ? [warning('document-amount-over', total, amount)] : [];
}

/** Decimal text of at most four places as a whole number. */
function scaled(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(4, '0').slice(0, 4));
}

/** Everybody who sells or buys by the document is a party of the contract. */
function strangers({ document, contract }: Comparison): readonly DocumentWarning[] {
  const parties = contract.parties.map(textOf).join('; ');
  return [...document.sellers, ...document.buyers]
    .filter((party) => !contract.parties.some((known) => isSame(party, known)))
    .map((party) => warning('document-party-unknown', textOf(party), parties));
}

/** A Russian person is its ИНН; a name can be written in many ways. */
function isSame(party: DocumentParty, known: ContractParty): boolean {
  if (party.inn !== undefined && known.inn !== undefined) return party.inn === known.inn;
  return party.name !== undefined && plain(party.name) === plain(known.name);
}

function textOf({ name, inn }: DocumentParty | ContractParty): string {
  return [name, inn === undefined ? undefined : `ИНН ${inn}`].filter(Boolean).join(', ');
}

/** The document names the contract on which it stands: it should be this one. */
function otherBasis({ document, contract }: Comparison): readonly DocumentWarning[] {
  const named = document.bases.filter(({ number }) => number !== undefined);
  const ours = named.some(
    ({ number = '', date }) =>
      isSameNumber(number, contract.number) && (date === undefined || date === contract.date),
  );
  if (named.length === 0 || ours) return [];
  const bases = named.map(({ name, number, date }) =>
    [name, number, date].filter(Boolean).join(' '),
  );
  const expected = `${contract.number} ${contract.date}`;
  return [warning('document-basis-differs', bases.join('; '), expected)];
}

/** Letters and digits only, in one case, so that quotation marks and spaces make no difference. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Separators tell numbers apart (1/23 is not 12/3); blanks, №, letter case and the kind of dash do not. */
function isSameNumber(one: string, other: string): boolean {
  const [a, b] = [one, other].map((number) =>
    number
      .replaceAll('№', '')
      .normalize('NFKC')
      .toUpperCase()
      .replace(/\s+/gu, '')
      .replace(/\p{Pd}/gu, '-'),
  );
  return a === b;
}
