// Where the parts of a SignedData lie in a source of any size. Headers are read, content is not.

import { berReader } from '../asn1/decode.ts';
import { LIMITS } from '../asn1/limits.ts';
import { OID } from '../asn1/oids.ts';
import { CONSTRUCTED, contextConstructed, TAG } from '../asn1/tags.ts';
import { type ByteSource, sliceSource } from '../byte-source.ts';
import { FormatError, type FormatErrorCode } from '../format-error.ts';
import type { AlgorithmIdentifier } from '../x509/certificate.ts';
import { readAlgorithm } from '../x509/read-fields.ts';
import { SegmentMap, segmentedSource } from './segmented-source.ts';
import { SourceWindow } from './source-window.ts';

/** Octets. */
export const CMS_LIMITS = {
  /** Version and digestAlgorithms. */
  head: 16 * 1024,
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

export interface SignedDataParts {
  readonly version: number;
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  readonly contentType: string;
  readonly content?: ByteSource;
  /** A copy of what follows encapContentInfo: all of it in DER, up to what the source holds in BER. */
  readonly tail: Uint8Array;
  readonly notDer: boolean;
  /** Checks that the structure ends where the tail's reader ended, and answers the octets after it. */
  close(tailRead: number): Promise<number>;
}

interface Header {
  readonly tag: number;
  readonly start: number;
  /** Undefined for an indefinite length. */
  readonly end: number | undefined;
}

/** Reads headers in order; every element is held to the end of what contains it. */
class Locator {
  readonly window: SourceWindow;
  position = 0;
  notDer = false;
  private readonly open: { readonly end: number | undefined }[] = [];

  constructor(source: ByteSource) {
    this.window = new SourceWindow(source);
  }

  /** End of the innermost element with a definite length. */
  get limit(): number {
    return this.open.findLast(({ end }) => end !== undefined)?.end ?? this.window.size;
  }

  error(code: FormatErrorCode, reason: string): FormatError {
    return new FormatError(code, { format: 'CMS', reason, offset: this.position });
  }

  async peek(): Promise<Uint8Array> {
    return this.window.at(
      this.position,
      Math.min(2 + LIMITS.lengthOctets, this.limit - this.position),
    );
  }

  async header(expected: number): Promise<Header> {
    const octets = await this.peek();
    const tag = octets[0];
    const first = octets[1];
    if (tag !== expected || first === undefined) {
      throw this.error('malformed', `expected tag 0x${expected.toString(16)}`);
    }
    if (first === 0x80 && (tag & CONSTRUCTED) !== 0) {
      this.notDer = true;
      return { tag, start: this.position + 2, end: undefined };
    }
    const count = first < 0x80 ? 0 : first & 0x7f;
    if (first === 0x80 || count > LIMITS.lengthOctets) throw this.error('malformed', 'bad length');
    if (octets.length < 2 + count) throw this.error('malformed', 'truncated header');
    const length =
      count === 0
        ? first
        : octets.subarray(2, 2 + count).reduce((sum, octet) => sum * 256 + octet, 0);
    if (count > 0 && (length < 0x80 || octets[2] === 0)) this.notDer = true;
    const start = this.position + 2 + count;
    if (length > this.limit - start)
      throw this.error('malformed', 'element longer than what holds it');
    return { tag, start, end: start + length };
  }

  async enter(expected: number): Promise<void> {
    const { start, end } = await this.header(expected);
    this.open.push({ end });
    this.position = start;
  }

  /** Whether the innermost open element has more. */
  async more(): Promise<boolean> {
    const end = this.open.at(-1)?.end;
    if (end !== undefined) return this.position < end;
    const octets = await this.peek();
    return !(octets[0] === 0 && octets[1] === 0);
  }

  /** The end of the innermost open element must be here. */
  async leave(): Promise<void> {
    if (await this.more()) throw this.error('malformed', 'octets left over');
    if (this.open.pop()?.end === undefined) this.position += 2;
  }
}

/**
 * RFC 5652 §3, §5.1: ContentInfo ::= SEQUENCE { OID signedData, [0] EXPLICIT SignedData }, where
 * SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo, and the tail }. DER or BER.
 */
export async function locateParts(source: ByteSource): Promise<SignedDataParts> {
  const locator = new Locator(source);
  await locator.enter(TAG.sequence);
  const type = await readOid(locator);
  if (type !== OID.signedData) throw locator.error('unsupported', `content type ${type}`);
  await locator.enter(contextConstructed(0));
  await locator.enter(TAG.sequence);
  const head = await readHead(locator);
  const encapsulated = await readEncapsulated(locator, source);
  const tailStart = locator.position;
  const tailSize = locator.limit - tailStart;
  if (tailSize > CMS_LIMITS.tail) {
    throw locator.error('limit', `over ${CMS_LIMITS.tail} octets of certificates and signatures`);
  }
  // A copy: the facts live longer than the source's buffer, and hold on to no more than they need.
  const tail = new Uint8Array(await locator.window.at(tailStart, tailSize));
  return {
    ...head,
    ...encapsulated,
    tail,
    notDer: locator.notDer,
    async close(tailRead) {
      locator.position = tailStart + tailRead;
      for (let level = 0; level < 3; level += 1) await locator.leave();
      return source.size - locator.position;
    },
  };
}

async function readOid(locator: Locator): Promise<string> {
  const octets = await locator.window.at(
    locator.position,
    Math.min(LIMITS.oid + 4, locator.limit - locator.position),
  );
  const reader = berReader(octets, 'CMS');
  const oid = reader.oid();
  locator.position += reader.offset;
  locator.notDer ||= reader.notDer;
  return oid;
}

async function readHead(
  locator: Locator,
): Promise<Pick<SignedDataParts, 'version' | 'digestAlgorithms'>> {
  const size = Math.min(CMS_LIMITS.head, locator.limit - locator.position);
  const window = await locator.window.at(locator.position, size);
  const extent = berReader(window, 'CMS');
  extent.element();
  extent.element();
  const reader = berReader(new Uint8Array(window.subarray(0, extent.offset)), 'CMS');
  const version = reader.smallInteger();
  const set = reader.enter(TAG.set);
  const digestAlgorithms: AlgorithmIdentifier[] = [];
  while (set.more) digestAlgorithms.push(readAlgorithm(set));
  locator.position += reader.offset;
  locator.notDer ||= reader.notDer;
  return { version, digestAlgorithms };
}

/** EncapsulatedContentInfo ::= SEQUENCE { eContentType, eContent [0] EXPLICIT OCTET STRING OPTIONAL } */
async function readEncapsulated(
  locator: Locator,
  source: ByteSource,
): Promise<Pick<SignedDataParts, 'contentType' | 'content'>> {
  await locator.enter(TAG.sequence);
  const contentType = await readOid(locator);
  if (!(await locator.more())) {
    await locator.leave();
    return { contentType };
  }
  await locator.enter(contextConstructed(0));
  const [tag] = await locator.peek();
  if (tag !== TAG.octetString && tag !== (TAG.octetString | CONSTRUCTED)) {
    // RFC 5652 §5.2.1: PKCS #7 let any type stand here.
    throw locator.error('unsupported', 'content that is no OCTET STRING');
  }
  const content = await readContent(locator, source);
  await locator.leave();
  await locator.leave();
  return { contentType, content };
}

async function readContent(locator: Locator, source: ByteSource): Promise<ByteSource> {
  const [tag] = await locator.peek();
  if (tag === TAG.octetString) {
    const [start, end] = await skip(locator);
    return sliceSource(source, start, end - start);
  }
  const segments = new SegmentMap();
  await mapSegments(locator, segments, 1);
  return segmentedSource(source, segments.runs);
}

/** X.690 §8.7.3: the segments of a constructed OCTET STRING, in order, at whatever depth. */
async function mapSegments(locator: Locator, map: SegmentMap, depth: number): Promise<void> {
  if (depth > CMS_LIMITS.segmentDepth) {
    throw locator.error('limit', `content over ${CMS_LIMITS.segmentDepth} levels deep`);
  }
  locator.notDer = true;
  await locator.enter(TAG.octetString | CONSTRUCTED);
  while (await locator.more()) {
    const [tag] = await locator.peek();
    if (tag === TAG.octetString) {
      const [start, end] = await skip(locator);
      addSegment(locator, map, start, end - start);
      skim(locator, map);
    } else await mapSegments(locator, map, depth + 1);
  }
  await locator.leave();
}

function addSegment(locator: Locator, map: SegmentMap, offset: number, size: number): void {
  map.add(offset, size);
  const allowed = CMS_LIMITS.smallSegments + offset / CMS_LIMITS.segmentAverage;
  if (map.segments > allowed || map.runs.length > CMS_LIMITS.segmentRuns) {
    throw locator.error('limit', `content in ${map.segments} segments`);
  }
}

/**
 * Passes over the primitive segments whose headers are in memory already: millions of segments would
 * take as many waits otherwise. Whatever is out of the ordinary stays for the careful reading.
 */
function skim(locator: Locator, map: SegmentMap): void {
  const view = locator.window.buffered(locator.position);
  const room = locator.limit - locator.position;
  let at = 0;
  while (view[at] === TAG.octetString) {
    const first = view[at + 1] ?? 0x80;
    const count = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + count;
    if (first === 0x80 || count > 4 || start > view.length) break;
    let length = count === 0 ? first : 0;
    for (let index = at + 2; index < start; index += 1) length = length * 256 + (view[index] ?? 0);
    if (start + length > room) break;
    addSegment(locator, map, locator.position + start, length);
    at = start + length;
  }
  locator.position += at;
}

/** Passes over a primitive OCTET STRING; answers where its content starts and ends. */
async function skip(locator: Locator): Promise<[number, number]> {
  const { start, end } = await locator.header(TAG.octetString);
  if (end === undefined) throw locator.error('malformed', 'indefinite length');
  locator.position = end;
  return [start, end];
}
