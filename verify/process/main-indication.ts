import type { MainIndication } from '../report/report.ts';
import type { Outcome } from './block.ts';

// EN 319 102-1 §5.1.3: the status of the signature from that of the process.
const MAIN_INDICATION: Readonly<Record<Outcome['indication'], MainIndication>> = {
  PASSED: 'TOTAL-PASSED',
  INDETERMINATE: 'INDETERMINATE',
  FAILED: 'TOTAL-FAILED',
};

/**
 * The status of a signature; `verified` where what is signed has the signed digest and the value is right. Nothing else
 * is ever called good, whatever the blocks conclude: throws RangeError, for that is a flaw of ours.
 */
export function mainIndication({ indication }: Outcome, verified: boolean): MainIndication {
  if (indication === 'PASSED' && !verified) {
    throw new RangeError('a signature that was not verified was concluded to be good');
  }
  return MAIN_INDICATION[indication];
}
