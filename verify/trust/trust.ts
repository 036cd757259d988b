import type { Certificate } from '../../formats/x509/certificate.ts';
import type { NameConstraints } from '../../formats/x509/extensions.ts';

/** What an anchor may stand for. */
export type TrustPurpose = 'signature' | 'seal' | 'time-stamp';

/**
 * A trust anchor given from outside. Never taken from the file or package that is being judged. `from` and
 * `until` are the dates between which the anchor is trusted (the sunset date of EN 319 102-1 §5.2.6);
 * absent means without limit on that side.
 */
export interface TrustAnchor {
  readonly certificate: Certificate;
  readonly from?: Date;
  readonly until?: Date;
  /** RFC 5914 §2: limits that are set beside those that the certificate states; absent: none. */
  readonly maximumPathLength?: number;
  readonly policies?: readonly string[];
  readonly explicitPolicy?: boolean;
  readonly inhibitMapping?: boolean;
  readonly inhibitAny?: boolean;
  readonly nameConstraints?: NameConstraints;
  /** Purposes by their identifiers (RFC 5280 §4.2.1.12) for which alone certificates below are trusted. */
  readonly extendedKeyUsage?: readonly string[];
  /** Absent: all purposes. */
  readonly purposes?: readonly TrustPurpose[];
}
