import { createPublicKey, type KeyObject } from 'node:crypto';
import { isSameGostKey } from '../algorithms/gost/public-key.ts';
import type { Certificate } from '../formats/x509/certificate.ts';
import { SigningError } from './signing-error.ts';
import type { SigningIdentity, SigningKey } from './signing-key.ts';

/** Whether the certificate is for this key, however either encodes it (a point may be compressed). */
export function isCertificateOf(
  certificate: Certificate,
  key: Pick<SigningKey, 'publicKey'>,
): boolean {
  const certified = certificate.publicKey.der;
  if (Buffer.compare(certified, key.publicKey) === 0) return true;
  const [one, other] = [importKey(certified), importKey(key.publicKey)];
  if (one === undefined || other === undefined) return isSameGostKey(certified, key.publicKey);
  return one.equals(other);
}

/** undefined for keys that node:crypto does not know, GOST ones among them. */
function importKey(spki: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** Refuses to sign in the name of a certificate that is for another key. */
export function refuseOtherCertificate({ certificate, key }: SigningIdentity): void {
  if (isCertificateOf(certificate, key)) return;
  throw new SigningError('key-mismatch', 'the certificate is for another key');
}
