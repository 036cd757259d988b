import { FormatError } from '../format-error.ts';
import { isConstructedString } from './cursor.ts';
import { berReader, type DerReader, derReader, readDer } from './decode.ts';
import { raw, rawOf } from './encode.ts';
import { CONSTRUCTED, TAG } from './tags.ts';

/**
 * One BER element as DER, as far as the encoding itself tells: definite, shortest lengths and primitive
 * strings. The order of a SET OF is the caller's, who knows which sets are such. The same array is
 * answered when it was DER already. Throws FormatError for what is not BER.
 */
export function toDer(bytes: Uint8Array, format: string): Uint8Array {
  if (isDer(bytes, format)) return bytes;
  const reader = berReader(bytes, format);
  const der = convert(reader);
  reader.finish();
  return der;
}

/**
 * Reads the one element that `bytes` must be, with `read`, from the DER that it means where it is BER. Throws the
 * FormatError of the strict reading where it is neither.
 */
export function readTolerantly<T>(
  bytes: Uint8Array,
  format: string,
  read: (reader: DerReader) => T,
): T {
  try {
    return readDer(bytes, format, read);
  } catch (error) {
    if (!(error instanceof FormatError) || error.code !== 'malformed') throw error;
    const der = meantBy(bytes, format);
    if (der === undefined) throw error;
    return readDer(der, format, read);
  }
}

/** The DER of what is BER only; undefined for DER and for what is neither. */
function meantBy(bytes: Uint8Array, format: string): Uint8Array | undefined {
  try {
    const der = toDer(bytes, format);
    return der === bytes ? undefined : der;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** Whether the one element in `bytes` is DER, the order in sets apart. Throws FormatError `limit`. */
export function isDer(bytes: Uint8Array, format: string): boolean {
  try {
    const reader = derReader(bytes, format);
    reader.passDer();
    reader.finish();
    return true;
  } catch (error) {
    if (error instanceof FormatError && error.code === 'malformed') return false;
    throw error;
  }
}

function convert(reader: DerReader): Uint8Array {
  const tag = reader.peek();
  if ((tag & 0x1f) === 0x1f) throw reader.error('unsupported', 'tag number over 30');
  if ((tag & CONSTRUCTED) === 0) return raw(tag, reader.content(tag));
  if (tag === (TAG.octetString | CONSTRUCTED)) return raw(TAG.octetString, reader.octetString());
  if (isConstructedString(tag)) throw reader.error('unsupported', 'constructed string');
  const inner = reader.enter(tag);
  const members: Uint8Array[] = [];
  while (inner.more) members.push(convert(inner));
  return rawOf(tag, members);
}
