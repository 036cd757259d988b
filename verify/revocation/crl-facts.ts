import { OID } from '../../formats/asn1/oids.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Crl } from '../../formats/x509/crl.ts';
import { readExtensionValue } from '../../formats/x509/extension-value.ts';
import {
  authorityKeyIdentifier,
  crlNumber,
  deltaCrlIndicator,
  findExtension,
  type IssuingDistributionPoint,
  issuingDistributionPoint,
} from '../../formats/x509/extensions.ts';
import { sameAlgorithm } from '../path/certificate-facts.ts';
import { PreparedNames, rdnKeys } from '../path/match-names.ts';
import type { IndexedCrl } from './crl-index.ts';
import type { RevocationGap } from './gaps.ts';
import { pointNames } from './point-names.ts';

/** X.509 (2005) §8.5.2.12: since when the CRL keeps expired certificates. */
const EXPIRED_CERTS_ON_CRL = '2.5.29.60';

/** What the validation of a CRL asks of it, read once; the entries apart. */
export interface CrlFacts {
  readonly crl: Crl | IndexedCrl;
  readonly issuer: string;
  readonly number?: bigint | undefined;
  /** BaseCRLNumber: present, the CRL is a delta. */
  readonly base?: bigint | undefined;
  readonly point?: IssuingDistributionPoint | undefined;
  /** The names of `point`, ready to compare; absent: it has none. */
  readonly published?: ReadonlySet<string> | undefined;
  /** DER of issuingDistributionPoint: the scopes of two CRLs are compared by it. */
  readonly pointDer?: Uint8Array | undefined;
  readonly authorityKeyId?: Uint8Array | undefined;
  readonly keepsExpiredSince?: Date | undefined;
  /** Why the CRL cannot be used at all. */
  readonly fault?: RevocationGap;
}

const PROCESSED: ReadonlySet<string> = new Set([
  OID.authorityKeyIdentifier,
  OID.crlNumber,
  OID.deltaCrlIndicator,
  OID.issuingDistributionPoint,
  EXPIRED_CERTS_ON_CRL,
]);

export function readCrlFacts(
  crl: Crl | IndexedCrl,
  names: PreparedNames = new PreparedNames(),
): CrlFacts {
  const issuer = names.of(crl.issuer).key;
  const { extensions } = crl;
  try {
    // RFC 5280 §5.1.1.2
    if (!sameAlgorithm(crl.signatureAlgorithm, crl.tbsSignatureAlgorithm)) {
      return { crl, issuer, fault: 'malformed' };
    }
    // RFC 5280 §5.2: a CRL with a critical extension that is not processed tells nothing of any certificate.
    if (extensions.some((e) => e.critical && !PROCESSED.has(e.oid))) {
      return { crl, issuer, fault: 'unknown-critical-extension' };
    }
    const point = issuingDistributionPoint(extensions);
    return {
      crl,
      issuer,
      number: crlNumber(extensions),
      base: deltaCrlIndicator(extensions),
      point,
      published: point?.name && new Set(pointNames(point.name, rdnKeys(crl.issuer))),
      pointDer: findExtension(extensions, OID.issuingDistributionPoint)?.value,
      authorityKeyId: authorityKeyIdentifier(extensions)?.keyIdentifier,
      keepsExpiredSince: readExtensionValue(
        extensions,
        EXPIRED_CERTS_ON_CRL,
        'expiredCertsOnCRL',
        (reader) => reader.generalizedTime(),
      ),
    };
  } catch (error) {
    if (error instanceof FormatError) return { crl, issuer, fault: 'malformed' };
    throw error;
  }
}

/** RFC 5280 §5.2.1, §5.2.3: a CRL names its key and its number, neither critical. */
export function keepsProfile({ crl, authorityKeyId, number }: CrlFacts): boolean {
  if (authorityKeyId === undefined || number === undefined) return false;
  const plain: readonly string[] = [OID.authorityKeyIdentifier, OID.crlNumber];
  return !crl.extensions.some((extension) => extension.critical && plain.includes(extension.oid));
}
