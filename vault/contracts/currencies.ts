// ISO 4217 list one (active codes of money in use) as of 1 January 2026, without the codes of funds,
// bond markets, metals and tests; and codes withdrawn since 2013, with the first day on which they no
// longer stand for money (ISO 4217 amendments 155–180). A contract is held against its own date.
const ACTIVE =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF ' +
  'CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ ' +
  'GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP ' +
  'LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR ' +
  'PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC ' +
  'SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XDR ' +
  'XOF XPF YER ZAR ZMW ZWG';

const WITHDRAWN: readonly (readonly [code: string, from: string])[] = [
  ['LVL', '2014-01-01'],
  ['LTL', '2015-01-01'],
  ['BYR', '2017-01-01'],
  ['MRO', '2018-01-01'],
  ['STD', '2018-04-01'],
  ['VEF', '2018-08-20'],
  ['CUC', '2021-06-30'],
  ['HRK', '2023-01-01'],
  ['SLL', '2024-04-01'],
  ['ZWL', '2024-09-01'],
  ['ANG', '2025-07-01'],
  ['BGN', '2026-01-01'],
];

const ENDS: ReadonlyMap<string, string | undefined> = new Map([
  ...ACTIVE.split(' ').map((code) => [code, undefined] as const),
  ...WITHDRAWN,
]);

export const CURRENCY_CODES: readonly string[] = [...ENDS.keys()];

/** Whether `code` stood for money on `date` (YYYY-MM-DD). */
export function isCurrencyOn(code: string, date: string): boolean {
  if (!ENDS.has(code)) return false;
  const end = ENDS.get(code);
  return end === undefined || date < end;
}
