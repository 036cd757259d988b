import { INVENTORY } from './inventory.ts';

/** Octets that a sidecar may have. */
export const SIDECAR_LIMIT = 4096;

export const sidecarName = (digestAlgorithm: string): string => `${INVENTORY}.${digestAlgorithm}`;

export const encodeSidecar = (digest: string): string => `${digest} ${INVENTORY}\n`;

/** The digest, as written (OCFL 1.1 §3.6); undefined when the file has another shape. */
export function parseSidecar(text: string): string | undefined {
  return /^([0-9A-Fa-f]+)[ \t]+inventory\.json\n?$/.exec(text)?.[1];
}
