import type { Algorithms } from '../../algorithms/registry.ts';
import type { CosignatureAlgorithm } from '../../formats/log/cosignature.ts';
import {
  COSIGNATURE_TYPE,
  ML_DSA_44_TYPE,
  parseVerifierKey,
} from '../../formats/log/verifier-key.ts';
import { sha256Of } from './sha256.ts';

/** A cosigner's verification key, given from outside (vkey of type 0x04 or 0x06, C2SP tlog-cosignature). */
export interface WitnessKey {
  readonly name: string;
  readonly id: number;
  readonly algorithm: CosignatureAlgorithm;
  /** Raw public key: 32 octets of Ed25519, 1312 of ML-DSA-44. */
  readonly publicKey: Uint8Array;
}

/** Rejects with FormatError. */
export async function parseWitnessKey(vkey: string, algorithms: Algorithms): Promise<WitnessKey> {
  const types = [COSIGNATURE_TYPE, ML_DSA_44_TYPE] as const;
  const { type, ...key } = await parseVerifierKey(sha256Of(algorithms), vkey.trim(), types);
  return { ...key, algorithm: type === ML_DSA_44_TYPE ? 'ml-dsa-44' : 'ed25519' };
}
