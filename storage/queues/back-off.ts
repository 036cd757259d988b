const FIRST_SECONDS = 1;
const LONGEST_SECONDS = 3600;

/** Seconds until the next attempt after `attempts` that failed: 1, 2, 4 … and hourly for ever. */
export function backOffSeconds(attempts: number): number {
  return Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** Math.max(0, attempts - 1));
}
