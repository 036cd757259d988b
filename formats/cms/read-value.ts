import type { DerReader } from '../asn1/decode.ts';
import { readTolerantly } from '../asn1/to-der.ts';
import { FormatError } from '../format-error.ts';
import type { Attribute } from './signed-data.ts';

/**
 * The one value of an attribute (RFC 5652 §11), read as the DER that it is or means: unsigned attributes may be BER,
 * and signed ones are verified as received and as DER. Throws FormatError for more values than one, none, or another.
 */
export function readValue<T>(
  { values }: Attribute,
  name: string,
  read: (reader: DerReader) => T,
): T {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) {
    const reason = `${values.length} values in place of one`;
    throw new FormatError('malformed', { format: name, reason });
  }
  return readTolerantly(value, name, read);
}
