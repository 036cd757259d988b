// Signed attributes by which a signer tells about the act of signing. Signed, and so surely said by the signer; that
// it is true nobody vouches for. Each reader takes an attribute with its one value and throws FormatError.
import type { DerReader } from '../asn1/decode.ts';
import { contextConstructed, TAG } from '../asn1/tags.ts';
import { readString } from '../x509/string-value.ts';
import { readValue } from './read-value.ts';
import type { Attribute } from './signed-data.ts';

/** Octets of one text: the largest bound of X.520 (ub-name). */
const TEXT_LIMIT = 32_768;
/** X.520 §6.6.2 (ub-postal-line): lines of a PostalAddress. */
const MAX_ADDRESS_LINES = 6;
const MAX_QUALIFIERS = 64;

/** EN 319 122-1 §5.2.3: for what the signer puts up the signature. */
export interface CommitmentType {
  readonly type: string;
  /** OIDs of the qualifiers; what these hold is not read. */
  readonly qualifiers: readonly string[];
}

/** EN 319 122-1 §5.2.5: where the signer says that it was made. */
export interface SignerLocation {
  readonly country?: string;
  readonly locality?: string;
  /** One line each. */
  readonly postalAddress?: readonly string[];
}

/** RFC 2634 §2.9: what the signer says that the content is. */
export interface ContentHints {
  readonly description?: string;
  readonly contentType: string;
}

/**
 * CommitmentTypeIndication ::= SEQUENCE { commitmentTypeId OBJECT IDENTIFIER, commitmentTypeQualifier SEQUENCE SIZE
 * (1..MAX) OF SEQUENCE { commitmentTypeIdentifier OBJECT IDENTIFIER, qualifier ANY OPTIONAL } OPTIONAL }
 */
export function readCommitmentType(attribute: Attribute): CommitmentType {
  return readValue(attribute, 'commitment-type-indication', (reader) => {
    const inner = reader.enter(TAG.sequence);
    const type = inner.oid();
    const qualifiers = inner.more ? readQualifiers(inner.enter(TAG.sequence)) : [];
    inner.finish();
    return { type, qualifiers };
  });
}

function readQualifiers(list: DerReader): string[] {
  const found: string[] = [];
  do {
    if (found.length >= MAX_QUALIFIERS) throw list.error('limit', `over ${MAX_QUALIFIERS}`);
    const qualifier = list.enter(TAG.sequence);
    found.push(qualifier.oid());
    if (qualifier.more) qualifier.pass();
    qualifier.finish();
  } while (list.more);
  return found;
}

/**
 * SignerLocation ::= SEQUENCE { -- at least one
 * countryName [0] DirectoryString OPTIONAL, localityName [1] DirectoryString OPTIONAL, postalAddress [2] SEQUENCE SIZE
 * (1..6) OF DirectoryString OPTIONAL }, explicit tags
 */
export function readSignerLocation(attribute: Attribute): SignerLocation {
  return readValue(attribute, 'signer-location', (reader) => {
    const inner = reader.enter(TAG.sequence);
    if (!inner.more) throw inner.error('malformed', 'no place');
    const country = tagged(inner, 0, readText);
    const locality = tagged(inner, 1, readText);
    const postalAddress = tagged(inner, 2, readAddress);
    inner.finish();
    return {
      ...(country === undefined ? {} : { country }),
      ...(locality === undefined ? {} : { locality }),
      ...(postalAddress === undefined ? {} : { postalAddress }),
    };
  });
}

function tagged<T>(inner: DerReader, n: number, read: (one: DerReader) => T): T | undefined {
  if (!inner.is(contextConstructed(n))) return undefined;
  const wrapper = inner.enter(contextConstructed(n));
  const value = read(wrapper);
  wrapper.finish();
  return value;
}

function readAddress(wrapper: DerReader): string[] {
  // The tag in place of the SEQUENCE, as some write it, can be taken for nothing else.
  const list = wrapper.is(TAG.sequence) ? wrapper.enter(TAG.sequence) : wrapper;
  const lines: string[] = [];
  do {
    if (lines.length >= MAX_ADDRESS_LINES) throw list.error('malformed', 'over six lines');
    lines.push(readText(list));
  } while (list.more);
  return lines;
}

/** ContentHints ::= SEQUENCE { contentDescription UTF8String OPTIONAL, contentType OBJECT IDENTIFIER } */
export function readContentHints(attribute: Attribute): ContentHints {
  return readValue(attribute, 'content-hints', (reader) => {
    const inner = reader.enter(TAG.sequence);
    const description = inner.is(TAG.utf8String) ? readText(inner) : undefined;
    const contentType = inner.oid();
    inner.finish();
    return { ...(description === undefined ? {} : { description }), contentType };
  });
}

/** EN 319 122-1 §5.2.4.2: MimeType ::= UTF8String */
export function readMimeType(attribute: Attribute): string {
  return readValue(attribute, 'mime-type', (reader) => {
    if (!reader.is(TAG.utf8String)) throw reader.error('malformed', 'no UTF8String');
    return readText(reader);
  });
}

function readText(reader: DerReader): string {
  const start = reader.offset;
  const text = readString(reader);
  if (text === undefined) throw reader.error('malformed', 'no DirectoryString');
  return withinLimit(reader, start, text);
}

/** `text`, whose element began at `start`, if it is no longer than what is read. */
export function withinLimit(reader: DerReader, start: number, text: string): string {
  if (reader.offset - start <= TEXT_LIMIT) return text;
  throw reader.error('limit', `text of over ${TEXT_LIMIT} octets`, start);
}
