import { latin1 } from './asn1/primitives.ts';
import { FormatError } from './format-error.ts';
import { nativeText } from './native-octets.ts';

/** Standard base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  return nativeText?.(bytes, 'base64') ?? btoa(latin1(bytes));
}

/**
 * Strict inverse of `toBase64`: padding present, pad bits zero (RFC 4648 §3.5), no white space, so that
 * no two texts stand for the same octets. Throws FormatError.
 */
export function fromBase64(text: string, format = 'base64'): Uint8Array {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new FormatError('malformed', { format, reason: 'not canonical base64' });
  }
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  if (toBase64(bytes) !== text) {
    throw new FormatError('malformed', { format, reason: 'pad bits of base64 are not zero' });
  }
  return bytes;
}
