// Where the parts of a SignedData lie in a source of any size. Headers are read, content is not.
import { berReader, type DerReader } from '../asn1/decode.ts';
import { LIMITS } from '../asn1/limits.ts';
import { OID } from '../asn1/oids.ts';
import { CONSTRUCTED, contextConstructed, TAG } from '../asn1/tags.ts';
import { type ByteSource, sliceSource } from '../byte-source.ts';
import { FormatError } from '../format-error.ts';
import type { AlgorithmIdentifier } from '../x509/certificate.ts';
import { readAlgorithm } from '../x509/read-fields.ts';
import { CMS_LIMITS } from './limits.ts';
import { locateContent } from './locate-content.ts';
import { Locator } from './locator.ts';
import type { ContentSource } from './segmented-source.ts';

export interface SignedDataParts {
  readonly version: number;
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  readonly contentType: string;
  readonly content?: ContentSource;
  /** The encapContentInfo element, as received. */
  readonly encapContentInfo: ByteSource;
  /** A copy of what follows encapContentInfo: all of it in DER, up to what the source holds in BER. */
  readonly tail: Uint8Array;
  readonly notDer: boolean;
  /** Checks that the structure ends where the tail's reader ended, and answers the octets after it. */
  close(tailRead: number): Promise<number>;
}

/** Octets of everything before the content at most: few but for the digest algorithms. */
const HEAD = CMS_LIMITS.digestAlgorithms + 1024;
/** Octets in which what follows the content mostly lies. */
const TAIL = 64 * 1024;

/**
 * RFC 5652 §3, §5.1: ContentInfo ::= SEQUENCE { OID signedData, [0] EXPLICIT SignedData }, where
 * SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo, and the tail }. DER or BER.
 */
export async function locateParts(source: ByteSource): Promise<SignedDataParts> {
  const locator = new Locator(source);
  const { end } = await enterSignedData(locator);
  if (end === undefined) await refuseCutOff(source);
  const head = readHead(locator);
  const encapStart = locator.position;
  const contentType = readContentType(locator);
  const content = locator.more() ? { content: await readContent(locator, source) } : {};
  locator.leave();
  const tailStart = locator.position;
  const tailSize = locator.limit - tailStart;
  if (tailSize > CMS_LIMITS.tail) {
    throw locator.error('limit', `over ${CMS_LIMITS.tail} octets of certificates and signatures`);
  }
  await locator.ahead(tailSize);
  return {
    ...head,
    contentType,
    ...content,
    encapContentInfo: sliceSource(source, encapStart, tailStart - encapStart),
    // A copy: the facts live longer than the source's buffer, and hold on to no more than they need.
    tail: new Uint8Array(locator.view(tailSize)),
    notDer: locator.notDer,
    async close(tailRead) {
      locator.position = tailStart + tailRead;
      for (let level = 0; level < 3; level += 1) {
        const ahead = locator.ahead();
        if (ahead !== undefined) await ahead;
        locator.leave();
      }
      return source.size - locator.position;
    },
  };
}

/** What the content is said to be: neither it nor what follows it is looked at. Throws FormatError. */
export async function locateContentType(source: ByteSource): Promise<string> {
  const locator = new Locator(source);
  await enterSignedData(locator);
  readHead(locator);
  return readContentType(locator);
}

/** To its first member, the head being in memory; answers where the ContentInfo ends, if its length is told. */
async function enterSignedData(locator: Locator): Promise<{ readonly end: number | undefined }> {
  await locator.ahead(HEAD);
  const { end } = locator.enter(TAG.sequence);
  const type = readOid(locator);
  if (type !== OID.signedData) throw locator.error('unsupported', `content type ${type}`);
  locator.enter(contextConstructed(0));
  locator.enter(TAG.sequence);
  return { end };
}

/**
 * X.690 §8.1.5: an indefinite length ends in two zeros, after which only zeros may stand. So a file that was cut off
 * is mostly known by its end, before GiB of content are gone through for their headers.
 */
async function refuseCutOff(source: ByteSource): Promise<void> {
  const offset = Math.max(0, source.size - 2);
  const ends = await source.read(offset, 2);
  if (ends.every((octet) => octet === 0)) return;
  const reason = 'cut off: no end-of-contents octets at the end';
  throw new FormatError('malformed', { format: 'CMS', reason, offset });
}

function readOid(locator: Locator): string {
  return readSmall(locator, LIMITS.oid + 4, (reader) => reader.oid());
}

/** Reads with `read` within the next `most` octets, and passes over what it read; views on them do not outlive this. */
function readSmall<T>(locator: Locator, most: number, read: (reader: DerReader) => T): T {
  const reader = berReader(locator.view(most), 'CMS');
  const value = read(reader);
  locator.position += reader.offset;
  locator.notDer ||= reader.notDer;
  return value;
}

function readHead(locator: Locator): Pick<SignedDataParts, 'version' | 'digestAlgorithms'> {
  const version = readSmall(locator, 8, (reader) => reader.smallInteger());
  const most = CMS_LIMITS.digestAlgorithms;
  const { end } = locator.header(TAG.set);
  const size = end === undefined ? most : end - locator.position;
  if (size > most) throw locator.error('limit', `over ${most} octets of digestAlgorithms`);
  const digestAlgorithms = readSmall(locator, size, readAlgorithms);
  return { version, digestAlgorithms };
}

function readAlgorithms(reader: DerReader): AlgorithmIdentifier[] {
  const set = reader.enter(TAG.set);
  const list: AlgorithmIdentifier[] = [];
  while (set.more) {
    const { oid, parameters } = readAlgorithm(set);
    list.push(parameters === undefined ? { oid } : { oid, parameters: new Uint8Array(parameters) });
  }
  return list;
}

/** EncapsulatedContentInfo ::= SEQUENCE { eContentType, eContent [0] EXPLICIT OCTET STRING OPTIONAL } */
function readContentType(locator: Locator): string {
  locator.enter(TAG.sequence);
  return readOid(locator);
}

async function readContent(locator: Locator, source: ByteSource): Promise<ContentSource> {
  locator.enter(contextConstructed(0));
  const [tag] = locator.peek();
  if (tag !== TAG.octetString && tag !== (TAG.octetString | CONSTRUCTED)) {
    // RFC 5652 §5.2.1: PKCS #7 let any type stand here.
    throw locator.error('unsupported', 'content that is no OCTET STRING');
  }
  const content = await locateContent(locator, source);
  await locator.ahead(TAIL);
  locator.leave();
  return content;
}
