import { FormatError } from '../format-error.ts';

/**
 * RFC 4648 §4, whitespace passed over. The padding may be left away, but the bits that it stands for must
 * be zero (§3.5), so that one value has one encoding. Throws FormatError.
 */
export function decodeBase64(text: string, format: string): Uint8Array {
  const compact = text.replace(/\s+/g, '');
  const characters = compact.replace(/={1,2}$/, '');
  const rest = characters.length % 4;
  const padded = compact.length === characters.length || compact.length % 4 === 0;
  if (rest === 1 || !padded || !/^[A-Za-z0-9+/]*$/.test(characters)) {
    throw new FormatError('malformed', { format, reason: 'malformed base64' });
  }
  // `charCodeAt` over `atob` is the one way that every runtime has.
  const binary = atob(characters);
  const octets = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) octets[at] = binary.charCodeAt(at);
  if (rest !== 0 && lastBits(characters) % (rest === 2 ? 16 : 4) !== 0) {
    throw new FormatError('malformed', { format, reason: 'bits left over in base64' });
  }
  return octets;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function lastBits(characters: string): number {
  return ALPHABET.indexOf(characters.slice(-1));
}

/** One line, with padding. */
export function encodeBase64(octets: Uint8Array): string {
  let text = '';
  // A multiple of three octets, so that no padding falls inside.
  for (let offset = 0; offset < octets.length; offset += 3072) {
    text += btoa(String.fromCharCode(...octets.subarray(offset, offset + 3072)));
  }
  return text;
}
