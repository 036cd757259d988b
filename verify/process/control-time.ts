import type { TimeSource } from '../report/report.ts';
import type { ProofOfExistence } from './validation-input.ts';

/** The time at which a signature is judged, and what vouches for it (63-FZ art. 11 p. 2). */
export interface ControlTime {
  readonly time: Date;
  readonly source: TimeSource;
}

/**
 * EN 319 102-1 §5.5.4 steps 1–3: the best signature time is now, unless an earlier existence is proven. A
 * proof from after the validation time proves nothing at that time.
 */
export function controlTimeOf(
  validationTime: Date,
  proof: ProofOfExistence | undefined,
): ControlTime {
  if (proof === undefined || proof.time > validationTime) {
    return { time: validationTime, source: 'validation-time' };
  }
  return { time: proof.time, source: proof.source };
}

/** A proof of other objects, under the same rule. */
export function provenBy(validationTime: Date, proven: Date | undefined): Date {
  return proven === undefined || proven > validationTime ? validationTime : proven;
}
