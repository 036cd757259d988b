import { join } from 'node:path';
import { certificatesIn } from '../../formats/x509/certificate-files.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { signingIdentityFromPkcs12 } from '../../signing/keys/pkcs12.ts';
import { isCertificateOf } from '../../signing/match-certificate.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { ConfigError } from '../config.ts';
import { readIfThere } from './log-key.ts';

/**
 * The operator's seal: `keys/seal.p12`, or `keys/seal.key` (PKCS #8) with `keys/seal.crt` (its certificate
 * and those above it). Rejects with ConfigError when neither is there, SigningError when one is damaged.
 */
export async function sealIdentity(
  data: string,
  password: string,
  inside = '.',
): Promise<SigningIdentity> {
  const folder = join(data, 'keys', inside);
  const container = await readIfThere(join(folder, 'seal.p12'));
  if (container !== undefined) return signingIdentityFromPkcs12(container, password);
  const key = await readIfThere(join(folder, 'seal.key'));
  const certificates = await readIfThere(join(folder, 'seal.crt'));
  if (key === undefined || certificates === undefined) {
    throw new ConfigError(
      `no seal in ${folder}: put seal.p12 there, or seal.key (PKCS #8) and seal.crt (PEM)`,
    );
  }
  return identityOf(key.toString('utf8'), certificates, password);
}

function identityOf(pem: string, certificates: Uint8Array, password: string): SigningIdentity {
  const key = signingKeyFromPkcs8(pem, password === '' ? {} : { password });
  const all = certificatesIn(certificates);
  const certificate = all.find((each) => isCertificateOf(each, key));
  if (certificate === undefined)
    throw new ConfigError('no certificate in seal.crt is for seal.key');
  return { key, certificate, chain: all.filter((each) => each !== certificate) };
}
