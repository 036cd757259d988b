import { bank, type Company, exporter } from '../pki/subjects.ts';

/** What the contract, the invoice and the registration in the service agree on. */
export interface ContractTerms {
  readonly number: string;
  /** Legal date, YYYY-MM-DD. */
  readonly date: string;
  readonly exporter: Company;
  readonly bank: Company;
  readonly buyer: { readonly name: string; readonly country: string; readonly address: string };
  /** ISO 4217. */
  readonly currency: string;
  /** Decimal text with two digits. */
  readonly amount: string;
  readonly goods: string;
  readonly deliveryTerms: string;
  /** End of the term for obligations, YYYY-MM-DD. */
  readonly obligationsEnd: string;
  /** Number of the edition: the second one adds an amendment. */
  readonly edition: 1 | 2;
}

export const defaultTerms: ContractTerms = {
  number: '17-Э/2026',
  date: '2026-09-14',
  exporter,
  bank,
  buyer: {
    name: 'TEST Anadolu Kereste Ticaret A.Ş.',
    country: 'TR',
    address: 'Örnek Mah. 5, İstanbul, Türkiye',
  },
  currency: 'USD',
  amount: '184500.00',
  goods: 'Пиломатериалы хвойные обрезные, ГОСТ 8486-86, 900 м³',
  deliveryTerms: 'FOB Новороссийск, Инкотермс 2020',
  obligationsEnd: '2027-03-31',
  edition: 1,
};

/** 14.09.2026 of 2026-09-14 */
export function russianDate(date: string): string {
  return date.split('-').reverse().join('.');
}

/** 184 500,00 of 184500.00 */
export function russianAmount(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, '\u00a0')},${fraction}`;
}
