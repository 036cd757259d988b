import { startStreebog } from './streebog.ts';

const BLOCK = 64;

/** HMAC_GOSTR3411_2012_512: RFC 7836 §4.1.2. A key is at most one block. */
export function hmacStreebog512(key: Uint8Array, message: readonly Uint8Array[]): Uint8Array {
  if (key.length > BLOCK) throw new RangeError('HMAC key of more than a block');
  const padded = (octet: number) => {
    const block = new Uint8Array(BLOCK).fill(octet);
    for (const [index, part] of key.entries()) block[index] = part ^ octet;
    return block;
  };
  const inner = startStreebog(64);
  for (const piece of [padded(0x36), ...message]) inner.update(piece);
  const outer = startStreebog(64);
  outer.update(padded(0x5c));
  outer.update(inner.finish());
  return outer.finish();
}
