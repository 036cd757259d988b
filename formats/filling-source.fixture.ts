import { type ByteSource, bytesSource } from './byte-source.ts';

/** A source that fills buffers, as a file does, and what it was asked for: one entry for each reading. */
export function filling(octets: Uint8Array): {
  readonly source: ByteSource;
  readonly readings: { readonly buffer: ArrayBufferLike; readonly offset: number }[];
} {
  const readings: { buffer: ArrayBufferLike; offset: number }[] = [];
  const source: ByteSource = {
    ...bytesSource(octets),
    readInto: async (target, offset) => {
      const part = octets.subarray(offset, offset + target.length);
      target.set(part);
      readings.push({ buffer: target.buffer, offset });
      return part.length;
    },
  };
  return { source, readings };
}
