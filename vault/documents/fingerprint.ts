import { fingerprintOf } from '../once.ts';
import type { Place } from './intake-attempt.ts';
import type { IntakeTarget } from './intake-request.ts';
import type { StagedPart } from './stage-parts.ts';

/**
 * SHA-256, hex, of what was asked for: target, description and every part by digest. Two requests are the
 * same when their fingerprints are; names and media types count, since they are kept.
 */
export function intakeFingerprint(
  target: IntakeTarget,
  place: Place['target'],
  parts: readonly StagedPart[],
): string {
  return fingerprintOf({
    operation: 'receive-document',
    target: { ...target },
    description: place.kind === 'new' ? { ...place.description } : null,
    parts: parts.map(({ part, fileName, mediaType, blob }) => ({
      part,
      fileName,
      mediaType,
      sha256: blob.sha256,
      size: blob.size,
    })),
  });
}
