import type { JsonObject } from '../../formats/evidence/canonical-json.ts';
import { legalDate } from '../../formats/evidence/legal-date.ts';
import { FieldReader } from '../field-reader.ts';
import type { Contract, ContractParty } from '../model/contract.ts';
import { isInn } from '../participants/identifiers.ts';
import { AMOUNT, isPositiveAmount } from './amount.ts';
import { COUNTRY_CODES } from './countries.ts';
import { CURRENCY_CODES, isCurrencyOn } from './currencies.ts';
import { parseUnk } from './unk.ts';

/** What the exporter says about a contract; the rest of the record is the vault's. */
export type ContractTerms = Omit<Contract, 'id' | 'ownerId' | 'revision'>;

const NUMBER_LONGEST = 100;
const NAME_LONGEST = 500;
const MOST_PARTIES = 20;

/** The terms in a request, checked; throws VaultError `invalid` naming every field at fault. */
export function readContractTerms(request: unknown, now: Date): ContractTerms {
  const fields = new FieldReader(request);
  const optional = {
    amount: fields.optionalMatch('amount', AMOUNT, 'decimal text such as 1250000.00'),
    obligationsEnd: fields.optionalDate('obligationsEnd'),
    lastOperation: fields.optionalDate('lastOperation'),
    unk: fields.optionalText('unk', 30),
  };
  const terms: ContractTerms = {
    number: fields.text('number', NUMBER_LONGEST),
    date: fields.date('date'),
    parties: readParties(fields),
    currency: fields.text('currency', 3),
    ...present(optional),
  };
  checkTerms(terms, fields, legalDate(now));
  fields.finish();
  return terms;
}

/** The terms as they go into the journal and into fingerprints. */
export function termsContent<T extends ContractTerms>(terms: T): JsonObject {
  return { ...terms, parties: terms.parties.map((party) => ({ ...party })) };
}

function checkTerms(terms: ContractTerms, fields: FieldReader, today: string): void {
  const { date, currency, amount, obligationsEnd, lastOperation, unk } = terms;
  if (date > today) fields.fault('date', 'in-the-future', today);
  if (currency !== '' && !CURRENCY_CODES.includes(currency)) {
    fields.fault('currency', 'unknown-code', 'ISO 4217');
  } else if (currency !== '' && date !== '' && !isCurrencyOn(currency, date)) {
    fields.fault('currency', 'unknown-code', `not in use on ${date}`);
  }
  if (amount !== undefined && !isPositiveAmount(amount)) fields.fault('amount', 'malformed', '> 0');
  if (obligationsEnd !== undefined && obligationsEnd < date) {
    fields.fault('obligationsEnd', 'out-of-order', 'before the date of the contract');
  }
  if (lastOperation !== undefined && lastOperation > today) {
    fields.fault('lastOperation', 'in-the-future', today);
  }
  if (unk !== undefined && parseUnk(unk) === undefined) {
    fields.fault('unk', 'malformed', 'YYMMNNNN/BBBB/FFFF/K/R');
  }
}

function readParties(fields: FieldReader): readonly ContractParty[] {
  const parties = fields.objects('parties', MOST_PARTIES).map(readParty);
  if (fields.has('parties') && parties.length < 2) {
    fields.fault('parties', 'required', 'at least two parties');
  } else if (parties.length > 0 && parties.every(({ country }) => country === 'RU')) {
    // 164-FZ art. 2: foreign trade has a foreign side.
    fields.fault('parties', 'contradiction', 'no party outside Russia');
  }
  return parties;
}

function readParty(fields: FieldReader): ContractParty {
  const role = fields.code('role', isRole);
  const name = fields.text('name', NAME_LONGEST);
  const country = fields.text('country', 2);
  if (country !== '' && !COUNTRY_CODES.has(country)) {
    fields.fault('country', 'unknown-code', 'ISO 3166-1 alpha-2');
  }
  const inn = fields.optionalText('inn', 12);
  if (inn !== undefined && !isInn(inn)) fields.fault('inn', 'check-digit');
  fields.close();
  return { role, name, country, ...(inn === undefined ? {} : { inn }) };
}

function isRole(value: string): value is ContractParty['role'] {
  return value === 'exporter' || value === 'importer' || value === 'other';
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends Readonly<Record<string, string | undefined>>>(fields: T): Present<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
