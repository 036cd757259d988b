import { AlgorithmError } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';

const ED25519 = '1.3.101.112';
/** RFC 8410 §4: SubjectPublicKeyInfo of Ed25519 up to the 32 octets of the key. */
const SPKI_PREFIX = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

export interface Ed25519Claim {
  /** 32 octets. */
  readonly rawKey: Uint8Array;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
}

export async function verifyEd25519(
  { rawKey, data, signature }: Ed25519Claim,
  algorithms: Algorithms,
): Promise<boolean> {
  const scheme = algorithms.signature(ED25519);
  if (scheme === undefined) {
    throw new AlgorithmError('unknown-algorithm', ED25519, 'no provider has Ed25519');
  }
  const publicKey = new Uint8Array([...SPKI_PREFIX, ...rawKey]);
  return scheme.verify({ publicKey, algorithm: { oid: ED25519 }, data, signature });
}
