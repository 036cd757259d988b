import { OID } from '../../formats/asn1/oids.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Extension } from '../../formats/x509/certificate.ts';
import type { Crl, CrlEntry } from '../../formats/x509/crl.ts';
import { certificateIssuer, invalidityDate, reasonCode } from '../../formats/x509/extensions.ts';
import { largeCrlEntryAt } from '../../formats/x509/parse-large-crl.ts';
import type { CertificateFacts } from '../path/certificate-facts.ts';
import type { CrlFacts } from './crl-facts.ts';
import type { IndexedCrl } from './crl-index.ts';
import type { RevocationGap } from './gaps.ts';
import { directoryNames } from './point-names.ts';
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
 * else the last. All entries are looked at (of an indexed list, when its index was made): RFC 5280 §5.3 forbids
 * to use a CRL in which any entry has a critical extension that is not processed.
 */
export async function findEntry(
  facts: CrlFacts,
  target: CertificateFacts,
  at: Date,
): Promise<EntrySearch> {
  try {
    const entries = entriesFor(facts, target);
    const found = entries instanceof Promise ? await entries : entries;
    if ('gap' in found) return found;
    const before = found.filter(({ revocationDate }) => revocationDate <= at);
    return before.find(({ reason }) => !PASSING.has(reason)) ?? before.at(-1) ?? found.at(-1);
  } catch (error) {
    if (error instanceof FormatError) return { gap: 'malformed' };
    throw error;
  }
}

type Entries = readonly FoundEntry[] | { readonly gap: RevocationGap };

function entriesFor(facts: CrlFacts, target: CertificateFacts): Entries | Promise<Entries> {
  const { crl, issuer, point } = facts;
  const indirect = point?.indirectCRL === true;
  return 'index' in crl
    ? indexedEntries(crl, target, { issuer, indirect })
    : scannedEntries(crl, target, { issuer, indirect });
}

interface Scope {
  readonly issuer: string;
  readonly indirect: boolean;
}

function scannedEntries(crl: Crl, target: CertificateFacts, { issuer, indirect }: Scope): Entries {
  const serial = target.certificate.serialNumber;
  let entryIssuers: readonly string[] = [issuer];
  const found: FoundEntry[] = [];
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
  return found;
}

async function indexedEntries(
  { index, ...crl }: IndexedCrl,
  target: CertificateFacts,
  { issuer, indirect }: Scope,
): Promise<Entries> {
  if (index.unknownCritical) return { gap: 'unknown-critical-extension' };
  const serial = target.certificate.serialNumber;
  const found: FoundEntry[] = [];
  for (const offset of index.offsetsOf(serial)) {
    const entry = await largeCrlEntryAt(crl, offset);
    if (!equalBytes(entry.serialNumber, serial)) continue;
    const naming = indirect ? index.issuerOffset(offset) : undefined;
    const named =
      naming === undefined
        ? undefined
        : certificateIssuer((await largeCrlEntryAt(crl, naming)).extensions);
    const issuers = named === undefined ? [issuer] : directoryNames(named);
    if (issuers.includes(target.issuer)) found.push(read(entry));
  }
  return found;
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

export function hasUnknownCritical(entry: CrlEntry, indirect: boolean): boolean {
  return entry.extensions.some((extension) => {
    const processed =
      PROCESSED.has(extension.oid) || (indirect && extension.oid === OID.certificateIssuer);
    return extension.critical && !processed;
  });
}
