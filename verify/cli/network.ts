import type { MessagePort } from 'node:worker_threads';
import type { Algorithms } from '../../algorithms/registry.ts';
import type { EvidenceSource } from '../process/evidence.ts';

export interface NetworkOptions {
  readonly online: boolean;
  readonly allowPrivate: boolean;
  /** OCSP answers count only with the nonce that was sent. */
  readonly demandNonce: boolean;
}

/** Exchanges with one host at a time: files of many threads ask the same authorities. */
const AT_ONE_HOST = 6;

interface NetworkPorts {
  readonly algorithms: Algorithms;
  readonly clock: () => Date;
  /** In a thread: the end of a channel to who fetches for all of them. */
  readonly relay?: MessagePort | undefined;
}

/** Where what is missing is fetched from; undefined offline, and then nothing of it is loaded. */
export async function openNetwork(
  { online, allowPrivate, demandNonce }: NetworkOptions,
  { algorithms, clock, relay }: NetworkPorts,
): Promise<EvidenceSource | undefined> {
  if (!online) return undefined;
  if (relay !== undefined) {
    const { relayedEvidence } = await import('../fetching/evidence-relay.ts');
    return relayedEvidence(relay);
  }
  const { onlineEvidence } = await import('../fetching/online-evidence.ts');
  const { evidenceCache } = await import('../fetching/evidence-cache.ts');
  const { HostTurns } = await import('../fetching/host-turns.ts');
  const cache = evidenceCache({ now: clock });
  const turns = new HostTurns(AT_ONE_HOST);
  const nonce = demandNonce ? 'demanded' : 'offered';
  return onlineEvidence({ algorithms, cache, turns, allowPrivate, nonce });
}
