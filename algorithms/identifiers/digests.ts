/** A digest as documents name it; which of them can be computed is the provider's answer. */
export interface DigestIdentifier {
  readonly name: string;
  readonly oid: string;
  readonly xmlUris: readonly string[];
  /** Octets of the digest. */
  readonly size: number;
}

const NIST_HASH = '2.16.840.1.101.3.4.2';
const XMLDSIG_MORE_2001 = 'http://www.w3.org/2001/04/xmldsig-more#';
const XMLDSIG_MORE_2007 = 'http://www.w3.org/2007/05/xmldsig-more#';

/** RFC 1321, broken since 2004: what was made before is computed, and policy says what it is worth. */
export const MD5 = '1.2.840.113549.2.5';
/** ISO/IEC 10118-3 clause 7, under the identifier of TeleTrusT. */
export const RIPEMD160 = '1.3.36.3.2.1';
export const SHA1 = '1.3.14.3.2.26';
export const SHA224 = `${NIST_HASH}.4`;
export const SHA256 = `${NIST_HASH}.1`;
export const SHA384 = `${NIST_HASH}.2`;
export const SHA512 = `${NIST_HASH}.3`;
export const SHA512_224 = `${NIST_HASH}.5`;
export const SHA512_256 = `${NIST_HASH}.6`;
export const SHA3_224 = `${NIST_HASH}.7`;
export const SHA3_256 = `${NIST_HASH}.8`;
export const SHA3_384 = `${NIST_HASH}.9`;
export const SHA3_512 = `${NIST_HASH}.10`;
/** RFC 8702 §2: id-shake256 with 512 bits of output, the digest beside Ed448 (RFC 8419 §3.1). */
export const SHAKE256 = `${NIST_HASH}.12`;

// OIDs: RFC 3279 §2.1, RFC 5754 §2, RFC 8017 appendix B.1, FIPS 202 (NIST CSOR). URIs: RFC 9231 §2.1, XML Encryption §5.7;
// SHA-512/224 and SHA-512/256 have none.
export const DIGESTS: readonly DigestIdentifier[] = [
  { name: 'md5', oid: MD5, xmlUris: [`${XMLDSIG_MORE_2001}md5`], size: 16 },
  {
    name: 'ripemd160',
    oid: RIPEMD160,
    xmlUris: ['http://www.w3.org/2001/04/xmlenc#ripemd160'],
    size: 20,
  },
  { name: 'sha1', oid: SHA1, xmlUris: ['http://www.w3.org/2000/09/xmldsig#sha1'], size: 20 },
  { name: 'sha224', oid: SHA224, xmlUris: [`${XMLDSIG_MORE_2001}sha224`], size: 28 },
  { name: 'sha256', oid: SHA256, xmlUris: ['http://www.w3.org/2001/04/xmlenc#sha256'], size: 32 },
  { name: 'sha384', oid: SHA384, xmlUris: [`${XMLDSIG_MORE_2001}sha384`], size: 48 },
  { name: 'sha512', oid: SHA512, xmlUris: ['http://www.w3.org/2001/04/xmlenc#sha512'], size: 64 },
  { name: 'sha512-224', oid: SHA512_224, xmlUris: [], size: 28 },
  { name: 'sha512-256', oid: SHA512_256, xmlUris: [], size: 32 },
  { name: 'sha3-224', oid: SHA3_224, xmlUris: [`${XMLDSIG_MORE_2007}sha3-224`], size: 28 },
  { name: 'sha3-256', oid: SHA3_256, xmlUris: [`${XMLDSIG_MORE_2007}sha3-256`], size: 32 },
  { name: 'sha3-384', oid: SHA3_384, xmlUris: [`${XMLDSIG_MORE_2007}sha3-384`], size: 48 },
  { name: 'sha3-512', oid: SHA3_512, xmlUris: [`${XMLDSIG_MORE_2007}sha3-512`], size: 64 },
  { name: 'shake256', oid: SHAKE256, xmlUris: [], size: 64 },
];
