import type { Algorithms } from '../../algorithms/registry.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import { signCades } from '../cades/sign-cades.ts';
import type { SigningIdentity } from '../signing-key.ts';

/**
 * The operator's seal: a detached CAdES-B-B over exactly these octets. `time` becomes the claimed signing
 * time. Throws SigningError.
 */
export function sealBytes(
  identity: SigningIdentity,
  bytes: Uint8Array,
  time: Date,
  digest: Algorithms,
): Promise<Uint8Array> {
  return signCades({
    content: bytesSource(bytes),
    detached: true,
    identities: [identity],
    signingTime: time,
    digest,
  });
}
