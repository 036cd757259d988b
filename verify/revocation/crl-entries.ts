import { OID } from '../../formats/asn1/oids.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Extension } from '../../formats/x509/certificate.ts';
import type { CrlEntry } from '../../formats/x509/crl.ts';
import { certificateIssuer, invalidityDate, reasonCode } from '../../formats/x509/extensions.ts';
import type { CertificateFacts } from '../path/certificate-facts.ts';
import type { CrlFacts } from './crl-facts.ts';
import { directoryNames } from './crl-scope.ts';
import type { RevocationGap } from './gaps.ts';
import { REASON_HOLD, REASON_REMOVE_FROM_CRL } from './status.ts';

export interface FoundEntry {
  readonly revocationDate: Date;
  /** RFC 5280 §5.3.1; absent means unspecified, 0. */
  readonly reason: number;
  /** RFC 5280 §5.3.2; undefined also where it cannot be read: the revocation stands without. */
  readonly invaliditySince?: Date | undefined;
}

/** `undefined`: not listed. A gap: the CRL cannot be used. */
export type EntrySearch = FoundEntry | undefined | { readonly gap: RevocationGap };

const PROCESSED: ReadonlySet<string> = new Set([OID.reasonCode, OID.invalidityDate]);

/**
 * The entry for the certificate: of several first those of before `at`, of these the one that revokes for good,
 * else the last. All entries are looked at: RFC 5280 §5.3 forbids to use a CRL in which any entry has a critical
 * extension that is not processed.
 */
export function findEntry(
  { crl, issuer, point }: CrlFacts,
  target: CertificateFacts,
  at: Date,
): EntrySearch {
  const indirect = point?.indirectCRL === true;
  const serial = target.certificate.serialNumber;
  let entryIssuers: readonly string[] = [issuer];
  const found: FoundEntry[] = [];
  try {
    for (const entry of crl.entries()) {
      if (entry.extensions.length > 0) {
        if (hasUnknownCritical(entry, indirect)) return { gap: 'unknown-critical-extension' };
        // RFC 5280 §5.3.3: holds for the entries after it, until another one.
        const named = indirect ? certificateIssuer(entry.extensions) : undefined;
        if (named !== undefined) entryIssuers = directoryNames(named);
      }
      const same = equalBytes(entry.serialNumber, serial) && entryIssuers.includes(target.issuer);
      if (same) found.push(read(entry));
    }
    const before = found.filter(({ revocationDate }) => revocationDate <= at);
    return before.find(({ reason }) => !PASSING.has(reason)) ?? before.at(-1) ?? found.at(-1);
  } catch (error) {
    if (error instanceof FormatError) return { gap: 'malformed' };
    throw error;
  }
}

const PASSING: ReadonlySet<number> = new Set([REASON_HOLD, REASON_REMOVE_FROM_CRL]);

function read({ revocationDate, extensions }: CrlEntry): FoundEntry {
  const invaliditySince = readInvalidityDate(extensions);
  return { revocationDate, reason: reasonCode(extensions) ?? 0, invaliditySince };
}

export function readInvalidityDate(extensions: readonly Extension[]): Date | undefined {
  try {
    return invalidityDate(extensions);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function hasUnknownCritical(entry: CrlEntry, indirect: boolean): boolean {
  return entry.extensions.some((extension) => {
    const processed =
      PROCESSED.has(extension.oid) || (indirect && extension.oid === OID.certificateIssuer);
    return extension.critical && !processed;
  });
}
