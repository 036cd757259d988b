import { berReader, type DerReader } from '../asn1/decode.ts';
import { bitString, integer, sequence, utf8String } from '../asn1/encode.ts';
import { utf8 } from '../asn1/primitives.ts';
import { TAG } from '../asn1/tags.ts';
import { FormatError } from '../format-error.ts';
import { TSP_LIMITS } from './limits.ts';
import {
  FAILURES,
  STATUSES,
  type TimeStampFailure,
  type TimeStampResponse,
  type TimeStampStatus,
} from './time-stamp.ts';

/**
 * RFC 3161 §2.4.2: TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken ContentInfo OPTIONAL }.
 * DER is asked of a TSA, and BER read, as CMS is. Nothing is verified. Throws FormatError.
 */
export function parseTimeStampResponse(bytes: Uint8Array): TimeStampResponse {
  if (bytes.length > TSP_LIMITS.response) {
    const reason = `${bytes.length} octets`;
    throw new FormatError('limit', { format: 'time-stamp response', reason });
  }
  const reader = berReader(bytes, 'time-stamp response');
  const inner = reader.enter(TAG.sequence);
  reader.finish();
  const info = readStatusInfo(inner.enter(TAG.sequence));
  const token = inner.more ? inner.elementOf(TAG.sequence) : undefined;
  inner.finish();
  // §2.4.2: with status zero or one a token must be there, with another one must not.
  const granted = info.status === 'granted' || info.status === 'grantedWithMods';
  if (granted !== (token !== undefined)) {
    const reason = `${info.status} ${token === undefined ? 'without a token' : 'with a token'}`;
    throw inner.error('malformed', reason);
  }
  return { ...info, ...(token === undefined ? {} : { token }) };
}

/** PKIStatusInfo ::= SEQUENCE { status INTEGER, statusString OPTIONAL, failInfo BIT STRING OPTIONAL } */
function readStatusInfo(info: DerReader): Omit<TimeStampResponse, 'token'> {
  const start = info.offset;
  const number = info.smallInteger();
  const status = STATUSES[number];
  if (status === undefined) throw info.error('unsupported', `status ${number}`, start);
  const statusText = info.is(TAG.sequence) ? readFreeText(info.enter(TAG.sequence)) : [];
  const failures = info.more ? readFailures(info) : [];
  info.finish();
  return { status, statusText, failures };
}

/** PKIFreeText ::= SEQUENCE SIZE (1..MAX) OF UTF8String */
function readFreeText(texts: DerReader): string[] {
  const list: string[] = [];
  do {
    if (list.length >= TSP_LIMITS.statusStrings) throw texts.error('limit', 'too many strings');
    const text = texts.text(TAG.utf8String, utf8);
    if (text.length > TSP_LIMITS.statusCharacters) throw texts.error('limit', 'string too long');
    list.push(text);
  } while (texts.more);
  return list;
}

const BITS: ReadonlyMap<number, TimeStampFailure> = new Map(
  (Object.keys(FAILURES) as TimeStampFailure[]).map((name) => [FAILURES[name], name]),
);

function readFailures(info: DerReader): TimeStampFailure[] {
  const start = info.offset;
  const { octets } = info.bitString();
  const failures: TimeStampFailure[] = [];
  if (octets.length > 8) throw info.error('limit', 'failInfo too long', start);
  for (let bit = 0; bit < octets.length * 8; bit += 1) {
    if (((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) === 0) continue;
    const failure = BITS.get(bit);
    // §2.4.2 defines eight; a refusal that says something else is still a refusal.
    if (failure !== undefined) failures.push(failure);
  }
  return failures;
}

/** DER of a response that grants `token`. */
export function encodeGranted(token: Uint8Array): Uint8Array {
  return sequence(sequence(integer(STATUSES.indexOf('granted'))), token);
}

/** DER of a response that says why there is no token. */
export function encodeRefusal(failure: TimeStampFailure, text: string): Uint8Array {
  const status: TimeStampStatus = 'rejection';
  const bit = FAILURES[failure];
  const octets = new Uint8Array((bit >> 3) + 1);
  octets[bit >> 3] = 0x80 >> (bit & 7);
  return sequence(
    sequence(
      integer(STATUSES.indexOf(status)),
      sequence(utf8String(text)),
      bitString(octets, 7 - (bit & 7)), // X.690 §11.2.2: a named bit list ends at its last one bit
    ),
  );
}
