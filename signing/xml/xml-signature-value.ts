import { AlgorithmError } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { sideBySide } from '../../algorithms/web-crypto/ecdsa-value.ts';
import { SigningError } from '../signing-error.ts';
import type { SigningIdentity, SigningKey } from '../signing-key.ts';

const ECDSA = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';

/** The URI of the algorithm with which the key signs (RFC 9231 §2.3). Throws SigningError. */
export function signatureMethod(key: SigningKey, algorithms: Algorithms): string {
  const own = algorithms.signature(key.signatureAlgorithm.oid);
  const scheme = own?.name === 'ecdsa' ? algorithms.signature(ECDSA) : own;
  const uri = scheme?.xmlUris.find((candidate) => {
    const digest = digestNamedBy(candidate, algorithms);
    return digest === key.digestOid || (digest === undefined && !candidate.endsWith('#rsa-pss'));
  });
  if (uri === undefined) {
    const reason = `XML signatures have no name for ${key.signatureAlgorithm.oid}`;
    throw new SigningError('unsupported-key', reason);
  }
  return uri;
}

function digestNamedBy(uri: string, algorithms: Algorithms): string | undefined {
  try {
    return algorithms.signature(uri)?.digestOid({ oid: uri });
  } catch (error) {
    if (error instanceof AlgorithmError) return undefined;
    throw error;
  }
}

export function digestMethod(oid: string, algorithms: Algorithms): string {
  const [uri] = algorithms.digest(oid)?.xmlUris ?? [];
  if (uri === undefined) throw new SigningError('unknown-digest', `no provider has digest ${oid}`);
  return uri;
}

/**
 * The value as XML has it, verified before it is given away: the key may have signed with parameters that
 * the name of the algorithm does not say. Throws SigningError.
 */
export async function signOctets(
  octets: Uint8Array,
  { key, certificate }: SigningIdentity,
  algorithms: Algorithms,
): Promise<Uint8Array> {
  const oid = signatureMethod(key, algorithms);
  const scheme = algorithms.signature(oid);
  const made = await key.sign(octets);
  const isEcdsa = scheme?.keyOids.includes('1.2.840.10045.2.1') === true;
  // RFC 9231 §2.3.6: r and s side by side, each as long as the order of the curve.
  const signature = isEcdsa ? sideBySide(made, orderOctets(certificate.publicKey.keyBits)) : made;
  const publicKey = certificate.publicKey.der;
  const right =
    signature !== undefined &&
    (await scheme?.verify({ publicKey, algorithm: { oid }, data: octets, signature }));
  if (!right) throw new SigningError('unsupported-key', `the value does not verify as ${oid}`);
  return signature;
}

/** Of an elliptic curve point, compressed or not (SEC 1 §2.3.3). */
function orderOctets(point: Uint8Array): number {
  return point[0] === 4 ? (point.length - 1) / 2 : point.length - 1;
}
