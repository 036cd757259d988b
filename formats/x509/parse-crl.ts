import { type DerReader, derReader } from '../asn1/decode.ts';
import { plainArray } from '../asn1/plain-array.ts';
import { contextConstructed, TAG } from '../asn1/tags.ts';
import type { Extension } from './certificate.ts';
import type { Crl, CrlEntry } from './crl.ts';
import { readName } from './name.ts';
import { readAlgorithm, readExplicitExtensions, readExtensions } from './read-fields.ts';

/**
 * RFC 5280 §5.1: CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue BIT STRING },
 * strict DER. Nothing is verified. The entries are read when asked for: `entries()` throws FormatError too.
 */
export function parseCrl(bytes: Uint8Array): Crl {
  const der = plainArray(bytes);
  const outer = derReader(der, 'CRL');
  const body = outer.enter(TAG.sequence);
  outer.finish();
  const fields = readTbs(body.elementOf(TAG.sequence));
  const signatureAlgorithm = readAlgorithm(body);
  const signature = body.signatureOctets();
  body.finish();
  return { der, ...fields, signatureAlgorithm, signature };
}

type TbsFields = Omit<Crl, 'der' | 'signatureAlgorithm' | 'signature'>;

function readTbs(tbs: Uint8Array): TbsFields {
  const reader = derReader(tbs, 'CRL').enter(TAG.sequence);
  const head = readTbsHead(reader);
  const revoked = reader.is(TAG.sequence) ? reader.content(TAG.sequence) : new Uint8Array();
  const extensions = readTbsTail(reader, head.version);
  return { tbs, ...head, extensions, entries: () => readEntries(revoked, head.version) };
}

/**
 * TBSCertList ::= SEQUENCE { version OPTIONAL, signature, issuer, thisUpdate, nextUpdate OPTIONAL,
 * revokedCertificates SEQUENCE OF ... OPTIONAL, crlExtensions [0] EXPLICIT OPTIONAL }: what stands before
 * revokedCertificates.
 */
export function readTbsHead(reader: DerReader) {
  const version = readVersion(reader);
  const tbsSignatureAlgorithm = readAlgorithm(reader);
  const issuer = readName(reader);
  const thisUpdate = reader.time();
  const nextUpdate =
    reader.is(TAG.utcTime) || reader.is(TAG.generalizedTime) ? reader.time() : undefined;
  const until = nextUpdate === undefined ? {} : { nextUpdate };
  return { version, tbsSignatureAlgorithm, issuer, thisUpdate, ...until };
}

/** What stands after revokedCertificates, to the end. */
export function readTbsTail(reader: DerReader, version: number): readonly Extension[] {
  const hasExtensions = version === 2 && reader.is(contextConstructed(0));
  const extensions = hasExtensions ? readExplicitExtensions(reader, 0) : [];
  reader.finish();
  return extensions;
}

function readVersion(reader: DerReader): number {
  if (!reader.is(TAG.integer)) return 1;
  const start = reader.offset;
  const version = reader.smallInteger() + 1;
  // RFC 5280 §5.1.2.1: present, it must be v2.
  if (version !== 2) throw reader.error('unsupported', `CRL version ${version}`, start);
  return version;
}

/** Octets read under one count of elements, so that the whole list has no limit but its own size. */
const SLICE = 64 * 1024;

function* readEntries(revoked: Uint8Array, version: number): Generator<CrlEntry> {
  let base = 0;
  let reader = derReader(revoked, 'CRL entry');
  while (reader.more) {
    if (reader.offset > SLICE) {
      base += reader.offset;
      reader = derReader(revoked.subarray(base), 'CRL entry');
    }
    yield readEntry(reader.enter(TAG.sequence), version);
  }
}

/** SEQUENCE { userCertificate INTEGER, revocationDate Time, crlEntryExtensions Extensions OPTIONAL } */
export function readEntry(entry: DerReader, version: number): CrlEntry {
  const serialNumber = entry.integerOctets();
  const revocationDate = entry.time();
  const extensions = version === 2 && entry.more ? readExtensions(entry) : [];
  entry.finish();
  return { serialNumber, revocationDate, extensions };
}
