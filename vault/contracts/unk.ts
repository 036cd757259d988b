// Unique contract number (УНК), Bank of Russia Instruction 181-I: YYMMNNNN/BBBB/FFFF/K/R.

/** The parts of a УНК. There is no check digit. */
export interface Unk {
  /** YY: last two digits of the year of registration; MM: month; NNNN: number in the month. */
  readonly year: number;
  readonly month: number;
  readonly ordinal: string;
  /** Registration number of the bank, four digits, padded with zeros on the left. */
  readonly bank: string;
  /** `0000`: head office. */
  readonly branch: string;
  /** 1 goods out, 2 goods in, 3 and 4 works and services, 5 and 6 loans, 9 mixed. */
  readonly contractKind: string;
  /** 1 legal entity, 2 individual entrepreneur, 3 private practice. */
  readonly residentKind: string;
}

const UNK = /^(\d{2})(0[1-9]|1[0-2])(\d{4})\/(\d{4})\/(\d{4})\/([1-69])\/([1-3])$/;

/** The parts of `text`, or undefined when it is no УНК. */
export function parseUnk(text: string): Unk | undefined {
  const [, year, month, ordinal, bank, branch, contractKind, residentKind] = UNK.exec(text) ?? [];
  if (year === undefined || month === undefined || ordinal === undefined) return undefined;
  if (bank === undefined || branch === undefined) return undefined;
  if (contractKind === undefined || residentKind === undefined) return undefined;
  return {
    year: Number(year),
    month: Number(month),
    ordinal,
    bank,
    branch,
    contractKind,
    residentKind,
  };
}

/** The number of the bank that assigned a УНК: the only agent that may ask by it. */
export function bankNumberOf(unk: string): string | undefined {
  return parseUnk(unk)?.bank;
}
