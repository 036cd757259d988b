import { FormatError } from './format-error.ts';

/** Standard base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(4 * Math.ceil(bytes.length / 3)).fill(PADDING);
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const left = bytes.length - from;
    const group = (at(bytes, from) << 16) | (at(bytes, from + 1) << 8) | at(bytes, from + 2);
    text[to] = at(ALPHABET, group >> 18);
    text[to + 1] = at(ALPHABET, (group >> 12) & 63);
    if (left > 1) text[to + 2] = at(ALPHABET, (group >> 6) & 63);
    if (left > 2) text[to + 3] = at(ALPHABET, group & 63);
  }
  return new TextDecoder().decode(text);
}

const ALPHABET = new TextEncoder().encode(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
);
const PADDING = 0x3d;

/** Zero beyond the end. */
const at = (octets: Uint8Array, index: number) => octets[index] ?? 0;

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
