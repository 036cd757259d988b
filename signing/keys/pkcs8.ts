import {
  constants,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { pkcs8Algorithm } from '../../algorithms/identifiers/private-key.ts';
import { explicit, integer, nullValue, oid, sequence } from '../../formats/asn1/encode.ts';
import type { AlgorithmIdentifier } from '../../formats/x509/certificate.ts';
import { pemBlocks } from '../../formats/x509/pem.ts';
import { SigningError } from '../signing-error.ts';
import type { SigningKey } from '../signing-key.ts';
import { decryptPkcs8 } from './encrypted-pkcs8.ts';
import { gostSigningKey, isGostKey } from './gost-key.ts';

export type RsaScheme = 'pkcs1' | 'pss';

export interface KeyOptions {
  /** For RSA keys; PKCS #1 v1.5 unless asked otherwise, because every verifier reads it. */
  readonly scheme?: RsaScheme;
  /** For an encrypted PKCS #8 key. */
  readonly password?: string;
}

const SHA256 = '2.16.840.1.101.3.4.2.1';
const SHA384 = '2.16.840.1.101.3.4.2.2';
const SHA512 = '2.16.840.1.101.3.4.2.3';

interface Method {
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly digestOid: string;
  /** Name of the digest for node:crypto; null where the message itself is signed. */
  readonly digest: string | null;
  readonly padding?: number;
  readonly saltLength?: number;
}

const RSA_PKCS1: Method = {
  // RFC 5754 §3.2: the parameters are NULL.
  signatureAlgorithm: { oid: '1.2.840.113549.1.1.11', parameters: nullValue() },
  digestOid: SHA256,
  digest: 'sha256',
};

const RSA_PSS: Method = {
  signatureAlgorithm: { oid: '1.2.840.113549.1.1.10', parameters: pssParameters(SHA256, 32) },
  digestOid: SHA256,
  digest: 'sha256',
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: 32,
};

// RFC 5754 §3.3: no parameters. The digest is as strong as the curve (RFC 5753 §7).
const EC_BY_CURVE: ReadonlyMap<string, Method> = new Map([
  ['prime256v1', ecdsa('1.2.840.10045.4.3.2', SHA256, 'sha256')],
  ['brainpoolP256r1', ecdsa('1.2.840.10045.4.3.2', SHA256, 'sha256')],
  ['secp384r1', ecdsa('1.2.840.10045.4.3.3', SHA384, 'sha384')],
  ['brainpoolP384r1', ecdsa('1.2.840.10045.4.3.3', SHA384, 'sha384')],
  ['secp521r1', ecdsa('1.2.840.10045.4.3.4', SHA512, 'sha512')],
  ['brainpoolP512r1', ecdsa('1.2.840.10045.4.3.4', SHA512, 'sha512')],
]);

// RFC 8419 §3.1: digestAlgorithm SHA-512 beside Ed25519.
const ED25519: Method = {
  signatureAlgorithm: { oid: '1.3.101.112' },
  digestOid: SHA512,
  digest: null,
};

// RFC 9882 §3.3: SHA-512 beside every parameter set.
const ML_DSA_44: Method = {
  signatureAlgorithm: { oid: '2.16.840.1.101.3.4.3.17' },
  digestOid: SHA512,
  digest: null,
};

/** A signing key in memory, from PKCS #8 in DER or PEM. Throws SigningError. */
export function signingKeyFromPkcs8(
  pemOrDer: string | Uint8Array,
  options: KeyOptions = {},
): SigningKey {
  const plain = plainPkcs8(pemOrDer, options.password);
  // OpenSSL inside Node cannot read GOST keys.
  if (plain !== undefined && isGostKey(pkcs8Algorithm(plain))) {
    return gostSigningKey(plain, randomOctets);
  }
  const privateKey = readPrivateKey(pemOrDer, options.password);
  const { digest, digestOid, signatureAlgorithm, ...padding } = methodFor(privateKey, options);
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    signatureAlgorithm,
    digestOid,
    publicKey: new Uint8Array(publicKey),
    // With a callback node:crypto signs on its thread pool; the event loop stays free.
    sign: (data) =>
      new Promise((resolve, reject) => {
        sign(digest, data, { key: privateKey, ...padding }, (error, signature) => {
          if (error === null) resolve(new Uint8Array(signature));
          else reject(error);
        });
      }),
  };
}

const randomOctets = (size: number) => new Uint8Array(randomBytes(size));

/** DER of PKCS #8 without its encryption, whatever the algorithm; undefined where that cannot be had. */
function plainPkcs8(pemOrDer: string | Uint8Array, password?: string): Uint8Array | undefined {
  const octets = Buffer.from(pemOrDer);
  return isPem(pemOrDer) ? pemKey(octets.toString('latin1'), password) : octets;
}

function algorithmOf(der: Uint8Array | undefined): string | undefined {
  return der === undefined ? undefined : pkcs8Algorithm(der);
}

function pemKey(text: string, password: string | undefined): Uint8Array | undefined {
  try {
    const [plain] = pemBlocks(text, 'PRIVATE KEY');
    if (plain !== undefined || password === undefined) return plain?.der;
    const [encrypted] = pemBlocks(text, 'ENCRYPTED PRIVATE KEY');
    return encrypted === undefined ? undefined : decryptPkcs8(encrypted.der, password);
  } catch {
    return undefined; // readPrivateKey says what is wrong with it
  }
}

function isPem(pemOrDer: string | Uint8Array): boolean {
  return typeof pemOrDer === 'string' || pemOrDer[0] === 0x2d; // '-'
}

function readPrivateKey(pemOrDer: string | Uint8Array, password: string | undefined): KeyObject {
  const key = Buffer.from(pemOrDer);
  const passphrase = password === undefined ? {} : { passphrase: password };
  try {
    return isPem(pemOrDer)
      ? createPrivateKey({ key, format: 'pem', ...passphrase })
      : createPrivateKey({ key, format: 'der', type: 'pkcs8', ...passphrase });
  } catch (cause) {
    if (algorithmOf(plainPkcs8(pemOrDer, password)) !== undefined) {
      throw new SigningError('unsupported-key', 'private key of an unknown algorithm', cause);
    }
    // One in some 256 wrong passwords ends in a padding that fits, and in octets that are no key.
    if (needsPassword(cause) || key.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----')) {
      throw new SigningError('wrong-password', 'wrong password, or the key is damaged', cause);
    }
    throw new SigningError('unreadable-key', 'not a PKCS #8 private key', cause);
  }
}

// Without a password OpenSSL reports that it could not ask for one.
const PASSWORD_CODES: readonly string[] = [
  'ERR_MISSING_PASSPHRASE',
  'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED',
  'ERR_OSSL_BAD_DECRYPT',
];

function needsPassword(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && PASSWORD_CODES.includes(String(cause.code));
}

function methodFor(key: KeyObject, { scheme = 'pkcs1' }: KeyOptions): Method {
  const type = key.asymmetricKeyType;
  const curve = key.asymmetricKeyDetails?.namedCurve ?? '';
  const method =
    type === 'rsa'
      ? scheme === 'pss'
        ? RSA_PSS
        : RSA_PKCS1
      : type === 'ec'
        ? EC_BY_CURVE.get(curve)
        : type === 'ed25519'
          ? ED25519
          : type === 'ml-dsa-44'
            ? ML_DSA_44
            : undefined;
  if (method === undefined) throw new SigningError('unsupported-key', `${type} ${curve}`.trim());
  return method;
}

function ecdsa(signatureOid: string, digestOid: string, digest: string): Method {
  return { signatureAlgorithm: { oid: signatureOid }, digestOid, digest };
}

// RFC 4055 §3.1: MGF1 with the same hash; RFC 4056 §3 recommends a salt as long as the digest.
function pssParameters(digestOid: string, saltLength: number): Uint8Array {
  const hash = sequence(oid(digestOid), nullValue());
  const mask = sequence(oid('1.2.840.113549.1.1.8'), hash);
  return sequence(explicit(0, hash), explicit(1, mask), explicit(2, integer(saltLength)));
}
