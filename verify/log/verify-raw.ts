import { AlgorithmError } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import type { CosignatureAlgorithm } from '../../formats/log/cosignature.ts';

/** Octets of a SubjectPublicKeyInfo up to those of the key. */
const SCHEMES = {
  // RFC 8410 §4
  ed25519: {
    oid: '1.3.101.112',
    prefix: [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00],
  },
  // RFC 9881 §4
  'ml-dsa-44': {
    oid: '2.16.840.1.101.3.4.3.17',
    prefix: [
      ...[0x30, 0x82, 0x05, 0x32, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03],
      ...[0x04, 0x03, 0x11, 0x03, 0x82, 0x05, 0x21, 0x00],
    ],
  },
} as const satisfies Record<CosignatureAlgorithm, unknown>;

export interface RawClaim {
  /** As in a verifier key: the key alone. */
  readonly rawKey: Uint8Array;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
}

/** Undefined where no provider has the algorithm: then nothing is known. */
export async function verifyRaw(
  algorithm: CosignatureAlgorithm,
  { rawKey, data, signature }: RawClaim,
  algorithms: Algorithms,
): Promise<boolean | undefined> {
  const { oid, prefix } = SCHEMES[algorithm];
  const scheme = algorithms.signature(oid);
  if (scheme === undefined) return undefined;
  const publicKey = new Uint8Array(prefix.length + rawKey.length);
  publicKey.set(prefix);
  publicKey.set(rawKey, prefix.length);
  return scheme.verify({ publicKey, algorithm: { oid }, data, signature });
}

/** A log cannot be judged without Ed25519: AlgorithmError where no provider has it. */
export async function verifyEd25519(claim: RawClaim, algorithms: Algorithms): Promise<boolean> {
  const valid = await verifyRaw('ed25519', claim, algorithms);
  if (valid !== undefined) return valid;
  const { oid } = SCHEMES.ed25519;
  throw new AlgorithmError('unknown-algorithm', oid, 'no provider has Ed25519');
}
