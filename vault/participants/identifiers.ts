// Check digits of Russian identifiers: ИНН (order of the FNS ММВ-7-6/435@, annex), ОГРН and ОГРНИП (order
// of the Ministry of Finance 165н of 30.10.2017).

const INN_10 = [2, 4, 10, 3, 5, 9, 4, 6, 8] as const;
const INN_12 = [
  [7, 2, 4, 10, 3, 5, 9, 4, 6, 8],
  [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8],
] as const;

/** Ten digits: a legal entity; twelve: a person. */
export function isInn(text: string): boolean {
  if (/^\d{10}$/.test(text)) return digitAt(text, 9) === weighted(text, INN_10);
  if (!/^\d{12}$/.test(text)) return false;
  return INN_12.every((weights) => digitAt(text, weights.length) === weighted(text, weights));
}

/** Thirteen digits (ОГРН) or fifteen (ОГРНИП). */
export function isOgrn(text: string): boolean {
  if (!/^(\d{13}|\d{15})$/.test(text)) return false;
  const divisor = BigInt(text.length - 2);
  return BigInt(text.slice(-1)) === (BigInt(text.slice(0, -1)) % divisor) % 10n;
}

function weighted(text: string, weights: readonly number[]): number {
  const sum = weights.reduce((total, weight, at) => total + weight * digitAt(text, at), 0);
  return (sum % 11) % 10;
}

function digitAt(text: string, at: number): number {
  return Number(text.charAt(at));
}
