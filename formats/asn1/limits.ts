/**
 * What the reader refuses to follow, so that no input makes it slow or large: every limit raises
 * FormatError `limit`. Octets unless said otherwise.
 */
export const LIMITS = {
  /** Elements inside one another; certificates and CMS in the field stay under 20. */
  depth: 64,
  /** Elements read from one input, CRL entries apart (those are read one by one). */
  elements: 250_000,
  /** One OBJECT IDENTIFIER; the longest in use (2.25 with a UUID) have 21. */
  oid: 128,
  /** One INTEGER: an RSA-32768 modulus. */
  integer: 4097,
  /** Octets of one element's length field. */
  lengthOctets: 6,
} as const;
