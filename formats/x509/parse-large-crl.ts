import { derReader } from '../asn1/decode.ts';
import { TAG } from '../asn1/tags.ts';
import { type ByteSource, sliceSource } from '../byte-source.ts';
import { FormatError } from '../format-error.ts';
import type { CrlEntry, LargeCrl } from './crl.ts';
import { readEntry, readTbsHead, readTbsTail } from './parse-crl.ts';
import { readAlgorithm } from './read-fields.ts';

/** Octets before and after revokedCertificates: names and extensions of real lists take some hundred. */
const FIELDS_LIMIT = 64 * 1024;
/** Header of a DER element: identifier, length in at most five octets. */
const HEADER = 6;
/** One entry with its extensions. */
const ENTRY_LIMIT = 64 * 1024;

/**
 * RFC 5280 §5.1, strict DER, of a list that is not in memory. Nothing is verified; the entries are read by
 * `largeCrlEntries` and `largeCrlEntryAt`, which throw FormatError too.
 */
export async function parseLargeCrl(source: ByteSource): Promise<LargeCrl> {
  const list = await elementAt(source, 0, TAG.sequence);
  if (list.end !== source.size) throw malformed('octets left over', list.end);
  const tbs = await elementAt(source, list.start, TAG.sequence);
  const head = await readHead(source, tbs);
  const after = await tailOf(source, head.next, tbs.end);
  const tail = await octetsOf(source, after.tail, tbs.end);
  const extensions = readTbsTail(derReader(tail, 'CRL'), head.fields.version);
  const rest = derReader(await octetsOf(source, tbs.end, list.end), 'CRL');
  const signatureAlgorithm = readAlgorithm(rest);
  const signature = rest.signatureOctets();
  rest.finish();
  return {
    ...head.fields,
    extensions,
    signatureAlgorithm,
    signature,
    source,
    tbs: sliceSource(source, list.start, tbs.end - list.start),
    revoked: sliceSource(source, after.start, after.end - after.start),
  };
}

interface Element {
  readonly start: number;
  readonly end: number;
}

async function readHead(source: ByteSource, tbs: Element) {
  const length = Math.min(FIELDS_LIMIT, tbs.end - tbs.start);
  const reader = derReader(await source.read(tbs.start, length), 'CRL');
  const fields = readTbsHead(reader);
  return { fields, next: tbs.start + reader.offset };
}

/** Where the content of revokedCertificates lies, and where what comes after it begins. */
async function tailOf(source: ByteSource, next: number, end: number) {
  const [tag] = next < end ? await source.read(next, 1) : [];
  if (tag !== TAG.sequence) return { start: next, end: next, tail: next };
  const revoked = await elementAt(source, next, TAG.sequence);
  if (revoked.end > end) throw malformed('element longer than what contains it', next);
  return { ...revoked, tail: revoked.end };
}

async function octetsOf(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  if (end - start > FIELDS_LIMIT) {
    throw new FormatError('limit', {
      format: 'CRL',
      reason: `fields of ${end - start} octets are over the limit of ${FIELDS_LIMIT}`,
      offset: start,
    });
  }
  return source.read(start, end - start);
}

async function elementAt(source: ByteSource, offset: number, tag: number): Promise<Element> {
  const header = await source.read(offset, HEADER);
  const length = header[1] ?? 0;
  const count = length < 0x80 ? 0 : length & 0x7f;
  if (header[0] !== tag || header.length < 2 + count) throw malformed('unexpected element', offset);
  if (count > 4 || length === 0x80) throw malformed('bad length', offset);
  const octets = header.subarray(2, 2 + count);
  const size = count === 0 ? length : octets.reduce((sum, octet) => sum * 256 + octet, 0);
  // X.690 §10.1: the shortest form.
  if (count > 0 && (octets[0] === 0 || size < 0x80)) throw malformed('length not in DER', offset);
  const start = offset + 2 + count;
  if (start + size > source.size) throw malformed('element longer than its input', offset);
  return { start, end: start + size };
}

function malformed(reason: string, offset: number): FormatError {
  return new FormatError('malformed', { format: 'CRL', reason, offset });
}

/** An entry, and where it begins in `revoked`. */
export interface PlacedEntry {
  readonly offset: number;
  readonly entry: CrlEntry;
}

const PIECE = 1024 * 1024;
const SLICE = 64 * 1024;

/** Every entry in encoded order; memory holds one piece of the list. */
export async function* largeCrlEntries({
  revoked,
  version,
}: LargeCrl): AsyncGenerator<PlacedEntry> {
  let base = 0;
  while (base < revoked.size) {
    const piece = await revoked.read(base, PIECE);
    const whole = base + piece.length >= revoked.size ? piece.length : piece.length - ENTRY_LIMIT;
    let at = 0;
    while (at < whole) {
      // One reader for some entries only: it counts elements against a limit that the list has none of.
      const from = at;
      const reader = derReader(piece.subarray(from), 'CRL entry');
      while (at < whole && reader.offset < SLICE) {
        const entry = readEntry(reader.enter(TAG.sequence), version);
        yield { offset: base + at, entry };
        at = from + reader.offset;
      }
    }
    if (at === 0) throw malformed('an entry is over the limit', base);
    base += at;
  }
}

/** The entry that begins at `offset` of `revoked`. */
export async function largeCrlEntryAt(
  { revoked, version }: LargeCrl,
  offset: number,
): Promise<CrlEntry> {
  const reader = derReader(await revoked.read(offset, ENTRY_LIMIT), 'CRL entry');
  return readEntry(reader.enter(TAG.sequence), version);
}
