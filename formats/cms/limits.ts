/** What a CMS may take; octets unless said otherwise. */
export const CMS_LIMITS = {
  digestAlgorithms: 16 * 1024,
  /** Certificates, CRLs and signerInfos together. */
  tail: 16 * 1024 * 1024,
  /** Runs of equal segments in BER content, not octets: what the map of them may take in memory. */
  segmentRuns: 250_000,
  /** Segments of any size, not octets; past these they must average `segmentAverage` octets. */
  smallSegments: 65_536,
  segmentAverage: 256,
  /** Constructed OCTET STRINGs inside one another. */
  segmentDepth: 8,
} as const;
