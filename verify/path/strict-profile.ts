import type { CertificateFacts } from './certificate-facts.ts';
import type { PathReason } from './reasons.ts';

export function profileReason(_path: readonly CertificateFacts[]): PathReason | undefined {
  return undefined;
}
