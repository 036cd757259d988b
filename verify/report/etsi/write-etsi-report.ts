import type { Verdict } from '../verdict.ts';
export function writeEtsiReport(_verdicts: readonly Verdict[]): string {
  return '';
}
