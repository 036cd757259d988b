// EN 319 102-1 §5.6.2.3: what existed when a time-stamp was made, if it holds.
import type { DigestReference } from '../../formats/cms/complete-references.ts';

export interface Covered {
  /** Certificates, CRLs, OCSP responses, tokens, signature values, each as its octets. */
  readonly objects: readonly Uint8Array[];
  /** Objects that may be kept elsewhere, each by its digest alone. */
  readonly references: readonly DigestReference[];
}

export const NOTHING_COVERED: Covered = { objects: [], references: [] };

export function coveredObjects(objects: readonly Uint8Array[]): Covered {
  return { objects, references: [] };
}

export function joinCovered(parts: readonly Covered[]): Covered {
  return {
    objects: parts.flatMap(({ objects }) => objects),
    references: parts.flatMap(({ references }) => references),
  };
}
