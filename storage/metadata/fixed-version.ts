import type { PlacedVersion, VersionRecord } from '../../vault/model/document.ts';

/** Para. 24: placed is what the journal has fixed as placed. Until then an accepted version is still waiting. */
export function fixedVersion(
  version: VersionRecord,
  receivedAt: string,
  placedAt: string | undefined,
): PlacedVersion {
  if (placedAt !== undefined) return { ...version, receivedAt, placedAt };
  const unfixed = version.placedEntry !== undefined && version.state === 'accepted';
  return { ...version, ...(unfixed ? { state: 'pending' } : {}), receivedAt };
}
