/** What a time-stamp may take, in octets unless said otherwise; those in the field stay under a tenth. */
export const TSP_LIMITS = {
  request: 16 * 1024,
  /** A response with its token and the certificates and CRLs in it. */
  response: 1024 * 1024,
  /** The TSTInfo that a token holds. */
  tstInfo: 64 * 1024,
  /** RFC 3161 §2.4.2: users are ready for integers of 160 bits. */
  serialNumber: 64,
  nonce: 64,
  digest: 128,
  /** PKIFreeText: strings, and characters in one. */
  statusStrings: 32,
  statusCharacters: 4096,
} as const;
