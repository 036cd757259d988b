import {
  MD5,
  RIPEMD160,
  SHA1,
  SHA3_224,
  SHA3_256,
  SHA3_384,
  SHA3_512,
  SHA224,
  SHA256,
  SHA384,
  SHA512,
  SHA512_224,
  SHA512_256,
} from './digests.ts';

/** A signature scheme as documents name it; which of them can be verified is the provider's answer. */
export interface SignatureIdentifier {
  readonly name: string;
  /** OID or XML URI → OID of the digest that it names; undefined where the digest is named beside. */
  readonly digestById: ReadonlyMap<string, string | undefined>;
  readonly keyOids: readonly string[];
}

export const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
export const RSASSA_PSS = '1.2.840.113549.1.1.10';
export const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
export const DSA_KEY = '1.2.840.10040.4.1';
export const ED25519 = '1.3.101.112';
export const ED448 = '1.3.101.113';

const XMLDSIG = 'http://www.w3.org/2000/09/xmldsig#';
const XMLDSIG11 = 'http://www.w3.org/2009/xmldsig11#';
const MORE_2001 = 'http://www.w3.org/2001/04/xmldsig-more#';
const MORE_2007 = 'http://www.w3.org/2007/05/xmldsig-more#';
const MORE_2021 = 'http://www.w3.org/2021/04/xmldsig-more#';
const ECDSA_PLAIN = '0.4.0.127.0.7.1.1.4.1';
const NIST_SIGNATURE = '2.16.840.1.101.3.4.3';

// RFC 3279 §2.2.1, RFC 4055 §5, RFC 8017 appendix A.2.4, NIST CSOR, TeleTrusT (RIPEMD-160); URIs: RFC 9231 §2.3.
export const RSA_PKCS1: SignatureIdentifier = {
  name: 'rsa-pkcs1',
  keyOids: [RSA_ENCRYPTION],
  digestById: new Map([
    [RSA_ENCRYPTION, undefined],
    ['1.2.840.113549.1.1.4', MD5],
    ['1.3.36.3.3.1.2', RIPEMD160],
    ['1.2.840.113549.1.1.5', SHA1],
    ['1.3.14.3.2.29', SHA1], // sha1WithRSASignature of OIW, still met in old certificates
    ['1.2.840.113549.1.1.14', SHA224],
    ['1.2.840.113549.1.1.11', SHA256],
    ['1.2.840.113549.1.1.12', SHA384],
    ['1.2.840.113549.1.1.13', SHA512],
    ['1.2.840.113549.1.1.15', SHA512_224],
    ['1.2.840.113549.1.1.16', SHA512_256],
    [`${NIST_SIGNATURE}.13`, SHA3_224],
    [`${NIST_SIGNATURE}.14`, SHA3_256],
    [`${NIST_SIGNATURE}.15`, SHA3_384],
    [`${NIST_SIGNATURE}.16`, SHA3_512],
    [`${MORE_2001}rsa-md5`, MD5],
    [`${MORE_2001}rsa-ripemd160`, RIPEMD160],
    [`${XMLDSIG}rsa-sha1`, SHA1],
    [`${MORE_2001}rsa-sha224`, SHA224],
    [`${MORE_2001}rsa-sha256`, SHA256],
    [`${MORE_2001}rsa-sha384`, SHA384],
    [`${MORE_2001}rsa-sha512`, SHA512],
  ]),
};

// RFC 4055 §3: the digest is in the parameters. RFC 9231 §2.3.10: the URIs name it.
export const RSA_PSS: SignatureIdentifier = {
  name: 'rsa-pss',
  keyOids: [RSA_ENCRYPTION, RSASSA_PSS],
  digestById: new Map([
    [RSASSA_PSS, undefined],
    [`${MORE_2007}rsa-pss`, undefined],
    [`${MORE_2007}md5-rsa-MGF1`, MD5],
    [`${MORE_2007}ripemd160-rsa-MGF1`, RIPEMD160],
    [`${MORE_2007}sha1-rsa-MGF1`, SHA1],
    [`${MORE_2007}sha224-rsa-MGF1`, SHA224],
    [`${MORE_2007}sha256-rsa-MGF1`, SHA256],
    [`${MORE_2007}sha384-rsa-MGF1`, SHA384],
    [`${MORE_2007}sha512-rsa-MGF1`, SHA512],
    [`${MORE_2007}sha3-224-rsa-MGF1`, SHA3_224],
    [`${MORE_2007}sha3-256-rsa-MGF1`, SHA3_256],
    [`${MORE_2007}sha3-384-rsa-MGF1`, SHA3_384],
    [`${MORE_2007}sha3-512-rsa-MGF1`, SHA3_512],
  ]),
};

// RFC 5758 §3.2, NIST CSOR. The value is the DER of ECDSA-Sig-Value.
export const ECDSA: SignatureIdentifier = {
  name: 'ecdsa',
  keyOids: [EC_PUBLIC_KEY],
  digestById: new Map([
    [EC_PUBLIC_KEY, undefined],
    ['1.2.840.10045.4', undefined], // id-ecSigType: the arc of them all, as some write it
    ['1.2.840.10045.4.1', SHA1],
    ['1.2.840.10045.4.3.1', SHA224],
    ['1.2.840.10045.4.3.2', SHA256],
    ['1.2.840.10045.4.3.3', SHA384],
    ['1.2.840.10045.4.3.4', SHA512],
    [`${NIST_SIGNATURE}.9`, SHA3_224],
    [`${NIST_SIGNATURE}.10`, SHA3_256],
    [`${NIST_SIGNATURE}.11`, SHA3_384],
    [`${NIST_SIGNATURE}.12`, SHA3_512],
  ]),
};

// RFC 9231 §2.3.6: XML signatures carry r and s side by side (IEEE P1363), each as long as the order; in CMS they do
// under the identifiers of BSI TR-03111 §5.2.1.1, as German cards sign.
export const ECDSA_P1363: SignatureIdentifier = {
  name: 'ecdsa-p1363',
  keyOids: [EC_PUBLIC_KEY],
  digestById: new Map([
    [`${ECDSA_PLAIN}.1`, SHA1],
    [`${ECDSA_PLAIN}.2`, SHA224],
    [`${ECDSA_PLAIN}.3`, SHA256],
    [`${ECDSA_PLAIN}.4`, SHA384],
    [`${ECDSA_PLAIN}.5`, SHA512],
    [`${ECDSA_PLAIN}.6`, RIPEMD160],
    [`${MORE_2007}ecdsa-ripemd160`, RIPEMD160],
    [`${MORE_2001}ecdsa-sha1`, SHA1],
    [`${MORE_2001}ecdsa-sha224`, SHA224],
    [`${MORE_2001}ecdsa-sha256`, SHA256],
    [`${MORE_2001}ecdsa-sha384`, SHA384],
    [`${MORE_2001}ecdsa-sha512`, SHA512],
    [`${MORE_2021}ecdsa-sha3-224`, SHA3_224],
    [`${MORE_2021}ecdsa-sha3-256`, SHA3_256],
    [`${MORE_2021}ecdsa-sha3-384`, SHA3_384],
    [`${MORE_2021}ecdsa-sha3-512`, SHA3_512],
  ]),
};

// RFC 3279 §2.2.2, RFC 5758 §3.1.
export const DSA: SignatureIdentifier = {
  name: 'dsa',
  keyOids: [DSA_KEY],
  digestById: new Map([
    [DSA_KEY, undefined],
    ['1.2.840.10040.4.3', SHA1],
    [`${NIST_SIGNATURE}.1`, SHA224],
    [`${NIST_SIGNATURE}.2`, SHA256],
  ]),
};

export const DSA_P1363: SignatureIdentifier = {
  name: 'dsa-p1363',
  keyOids: [DSA_KEY],
  digestById: new Map([
    [`${XMLDSIG}dsa-sha1`, SHA1],
    [`${XMLDSIG11}dsa-sha256`, SHA256],
  ]),
};

// RFC 8410 §3, RFC 9231 §2.3.12: pure EdDSA; the message is signed, not a digest of it.
export const EDDSA: readonly SignatureIdentifier[] = [
  { name: 'ed25519', keyOids: [ED25519], digestById: ids(ED25519, `${MORE_2021}eddsa-ed25519`) },
  { name: 'ed448', keyOids: [ED448], digestById: ids(ED448, `${MORE_2021}eddsa-ed448`) },
];

// RFC 9881 §2: pure ML-DSA with the empty context.
export const ML_DSA: readonly SignatureIdentifier[] = [
  { name: 'ml-dsa-44', keyOids: [`${NIST_SIGNATURE}.17`], digestById: ids(`${NIST_SIGNATURE}.17`) },
  { name: 'ml-dsa-65', keyOids: [`${NIST_SIGNATURE}.18`], digestById: ids(`${NIST_SIGNATURE}.18`) },
  { name: 'ml-dsa-87', keyOids: [`${NIST_SIGNATURE}.19`], digestById: ids(`${NIST_SIGNATURE}.19`) },
];

function ids(...names: readonly string[]): ReadonlyMap<string, undefined> {
  return new Map(names.map((name) => [name, undefined]));
}

export function oidsOf(scheme: SignatureIdentifier): readonly string[] {
  return [...scheme.digestById.keys()].filter((id) => /^[0-9.]+$/.test(id));
}

export function xmlUrisOf(scheme: SignatureIdentifier): readonly string[] {
  return [...scheme.digestById.keys()].filter((id) => !/^[0-9.]+$/.test(id));
}
