import forge from 'node-forge';
import { bitString, sequence } from '../../formats/asn1/encode.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { parseCertificate } from '../../formats/x509/parse-certificate.ts';
import { isCertificateOf } from '../match-certificate.ts';
import { SigningError } from '../signing-error.ts';
import type { SigningIdentity } from '../signing-key.ts';
import { type KeyOptions, signingKeyFromPkcs8 } from './pkcs8.ts';

type Bag = forge.pkcs12.Bag;

/** A PFX with a few certificates takes some kilobytes. */
const MAX_SIZE = 1024 * 1024;

/**
 * The key of a PKCS #12 file (RFC 7292), its certificate, and those above it without the root. node-forge
 * opens the container and nothing else: the octets inside are read by our own parsers, and nothing is
 * verified here. Throws SigningError.
 */
export function signingIdentityFromPkcs12(
  bytes: Uint8Array,
  password: string,
  options: Pick<KeyOptions, 'scheme'> = {},
): SigningIdentity {
  const bags = openContainer(bytes, password).safeContents.flatMap((safe) => safe.safeBags);
  const certificates = bags
    .filter(({ type }) => type === forge.pki.oids['certBag'])
    .map((bag) => parseCertificate(certificateDer(bag)));
  const keyBags = bags.filter(
    ({ type }) =>
      type === forge.pki.oids['keyBag'] || type === forge.pki.oids['pkcs8ShroudedKeyBag'],
  );
  if (keyBags.length === 0) throw new SigningError('unreadable-key', 'no private key in the PFX');
  for (const bag of keyBags) {
    const key = signingKeyFromPkcs8(privateKeyDer(bag), options);
    const certificate = certificates.find((one) => isCertificateOf(one, key));
    if (certificate !== undefined) {
      return { key, certificate, chain: issuersOf(certificate, certificates) };
    }
  }
  throw new SigningError('no-certificate', 'no certificate in the PFX is for its key');
}

function openContainer(bytes: Uint8Array, password: string): forge.pkcs12.Pkcs12Pfx {
  if (bytes.length > MAX_SIZE) {
    throw new SigningError('unreadable-key', `PFX of ${bytes.length} octets is over the limit`);
  }
  try {
    const text = forge.util.createBuffer(Buffer.from(bytes).toString('binary'));
    return decrypt(forge.asn1.fromDer(text), password);
  } catch (cause) {
    if (isMacFailure(cause)) {
      throw new SigningError('wrong-password', 'wrong password, or the PFX is damaged', cause);
    }
    throw new SigningError('unreadable-key', 'not a PKCS #12 file', cause);
  }
}

/** forge has no codes: the integrity check over the container fails, and says so. */
function isMacFailure(error: unknown): boolean {
  return error instanceof Error && /MAC could not be verified/.test(error.message);
}

/**
 * RFC 7292 takes passwords as UTF-16, PBES2 inside it as UTF-8 (RFC 8018 §3), and forge the same string
 * for both. Where opening fails after the MAC held, only PBES2 is left: the MAC has said its word and is
 * taken off. The failure may be any: one in some 256 wrong decryptions ends in a padding that fits, and
 * falls only when its octets are read.
 */
function decrypt(pfx: forge.asn1.Asn1, password: string): forge.pkcs12.Pkcs12Pfx {
  try {
    return forge.pkcs12.pkcs12FromAsn1(pfx, password);
  } catch (error) {
    const [version, authSafe, macData] = pfx.value as forge.asn1.Asn1[];
    if (isMacFailure(error) || version === undefined || authSafe === undefined || !macData)
      throw error;
    const withoutMac = { ...pfx, value: [version, authSafe] };
    return forge.pkcs12.pkcs12FromAsn1(withoutMac, forge.util.encodeUtf8(password));
  }
}

/** forge parses RSA keys and leaves every other PKCS #8 as it found it. */
function privateKeyDer(bag: Bag): Uint8Array {
  if (bag.asn1 !== undefined) return toDer(bag.asn1);
  if (!bag.key) throw new SigningError('unreadable-key', 'empty key bag in the PFX');
  return toDer(forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)));
}

/** forge parses certificates of RSA keys and leaves the others as it found them. */
function certificateDer(bag: Bag): Uint8Array {
  if (bag.asn1 !== undefined) return toDer(bag.asn1);
  if (!bag.cert) throw new SigningError('unreadable-key', 'empty certificate bag in the PFX');
  return reassemble(bag.cert);
}

/**
 * The parsed certificate keeps tbsCertificate as it was; the outer algorithm is the one inside (RFC 5280
 * §4.1.1.2), so that the certificate comes back octet for octet.
 */
function reassemble(certificate: forge.pki.Certificate): Uint8Array {
  const { tbsCertificate, signature } = certificate as forge.pki.Certificate & {
    readonly tbsCertificate: forge.asn1.Asn1;
  };
  const fields = tbsCertificate.value as forge.asn1.Asn1[];
  // version [0] DEFAULT v1, serialNumber, signature, …
  const isVersioned = fields[0]?.tagClass === forge.asn1.Class.CONTEXT_SPECIFIC;
  const algorithm = fields[isVersioned ? 2 : 1];
  if (algorithm === undefined) throw new SigningError('unreadable-key', 'malformed certificate');
  const octets = new Uint8Array(Buffer.from(signature, 'binary'));
  return sequence(toDer(tbsCertificate), toDer(algorithm), bitString(octets));
}

function toDer(value: forge.asn1.Asn1): Uint8Array {
  return new Uint8Array(Buffer.from(forge.asn1.toDer(value).getBytes(), 'binary'));
}

/** Upwards by name, as far as the file goes; a self-issued one is left out: trust comes from elsewhere. */
function issuersOf(leaf: Certificate, all: readonly Certificate[]): readonly Certificate[] {
  const chain: Certificate[] = [];
  const sameName = (a: Certificate['issuer'], b: Certificate['issuer']) =>
    Buffer.compare(a.der, b.der) === 0;
  let current = leaf;
  while (chain.length < all.length) {
    const above = all.find((one) => sameName(one.subject, current.issuer));
    if (above === undefined || sameName(above.subject, above.issuer)) break;
    if (above === leaf || chain.includes(above)) break;
    chain.push(above);
    current = above;
  }
  return chain;
}
