import type { Algorithms } from '../../algorithms/registry.ts';
import type { EvidenceSource } from '../process/evidence.ts';

export interface NetworkOptions {
  readonly online: boolean;
  readonly allowPrivate: boolean;
  /** OCSP answers count only with the nonce that was sent. */
  readonly demandNonce: boolean;
}

/** Where what is missing is fetched from; undefined offline, and then nothing of it is loaded. */
export async function openNetwork(
  { online, allowPrivate, demandNonce }: NetworkOptions,
  algorithms: Algorithms,
  clock: () => Date,
): Promise<EvidenceSource | undefined> {
  if (!online) return undefined;
  const { onlineEvidence } = await import('../fetching/online-evidence.ts');
  const { evidenceCache } = await import('../fetching/evidence-cache.ts');
  const cache = evidenceCache({ now: clock });
  const nonce = demandNonce ? 'demanded' : 'offered';
  return onlineEvidence({ algorithms, cache, allowPrivate, nonce });
}
