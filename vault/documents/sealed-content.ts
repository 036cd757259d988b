import type { VersionRecord } from '../model/document.ts';

/** Codes of a hold that stand for a file which no scanner has called clean. */
export const SCAN_REASONS = ['malware-found', 'not-scanned', 'too-large-to-scan'] as const;

/**
 * Whether a version's files are given to nobody: malware was found in one, or none has looked yet (para. 13 (е)).
 * What two operators have released is judged on by its signatures.
 */
export function isSealed({ hold }: Pick<VersionRecord, 'hold'>): boolean {
  if (hold === undefined || hold.released !== undefined) return false;
  return hold.reasons.some(({ code }) => SCAN_REASONS.some((each) => each === code));
}
