// RFC 3161 §2.4.2: which of two tokens was made first, as far as their clocks tell.
import type { TstInfo } from './time-stamp.ts';

type Clock = Pick<TstInfo, 'genTime' | 'accuracy'>;

/** Furthest from UTC that the TSA says its clock may be, in milliseconds; not told counts as none. */
export function accuracyOf({ accuracy }: Pick<TstInfo, 'accuracy'>): number {
  if (accuracy === undefined) return 0;
  return accuracy.seconds * 1000 + accuracy.milliseconds + accuracy.microseconds / 1000;
}

/** Surely later, whatever the accuracy of both clocks; of two tokens neither may be. */
export function isSurelyAfter(a: Clock, b: Clock): boolean {
  return a.genTime.getTime() - accuracyOf(a) > b.genTime.getTime() + accuracyOf(b);
}
