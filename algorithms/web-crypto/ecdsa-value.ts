import { readDer } from '../../formats/asn1/decode.ts';
import { TAG } from '../../formats/asn1/tags.ts';

/**
 * ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER } (RFC 3279 §2.2.3) as r and s side by side, each
 * `octets` long, as WebCrypto wants them; undefined for what no valid signature can be.
 */
export function sideBySide(der: Uint8Array, octets: number): Uint8Array<ArrayBuffer> | undefined {
  try {
    return readDer(der, 'ECDSA-Sig-Value', (reader) => {
      const value = reader.enter(TAG.sequence);
      const numbers = [value.integerOctets(), value.integerOctets()];
      value.finish();
      const out = new Uint8Array(2 * octets);
      for (const [index, number] of numbers.entries()) {
        if ((number[0] ?? 0x80) >= 0x80) return undefined; // negative
        const plain = number[0] === 0 ? number.subarray(1) : number;
        if (plain.length > octets) return undefined;
        out.set(plain, (index + 1) * octets - plain.length);
      }
      return out;
    });
  } catch {
    // A malformed value is a wrong signature, and the answer to that is false, not an error.
    return undefined;
  }
}
