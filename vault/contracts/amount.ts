/**
 * Amounts are decimal text, as the contract writes them: no floating point ever touches them. Up to 18
 * digits before the point and 4 after it (the most that ISO 4217 knows), no sign, no leading zeros.
 */
export const AMOUNT = /^(0|[1-9]\d{0,17})(\.\d{1,4})?$/;

export function isPositiveAmount(text: string): boolean {
  return AMOUNT.test(text) && /[1-9]/.test(text);
}
