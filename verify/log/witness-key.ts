import type { Algorithms } from '../../algorithms/registry.ts';
import { COSIGNATURE_TYPE, parseVerifierKey } from '../../formats/log/verifier-key.ts';
import { sha256Of } from './sha256.ts';

/** A witness's verification key, given from outside (vkey of type 0x04, C2SP tlog-cosignature). */
export interface WitnessKey {
  readonly name: string;
  readonly id: number;
  /** Raw Ed25519 public key, 32 octets. */
  readonly publicKey: Uint8Array;
}

/** Rejects with FormatError. */
export function parseWitnessKey(vkey: string, algorithms: Algorithms): Promise<WitnessKey> {
  return parseVerifierKey(sha256Of(algorithms), vkey.trim(), COSIGNATURE_TYPE);
}
