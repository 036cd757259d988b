import test from 'ava';
import {
  type ByteSource,
  bytesSource,
  passingPieces,
  pieces,
  sameOctets,
  sliceSource,
} from './byte-source.ts';
import { equalBytes } from './equal-bytes.ts';
import { joinBytes } from './join-bytes.ts';

const octets = Uint8Array.from({ length: 700_000 }, (_, at) => (at * 31) & 0xff);

/** Fills what is asked for from `octets`, and remembers into which buffers. */
function filling(): { readonly source: ByteSource; readonly buffers: Set<ArrayBufferLike> } {
  const buffers = new Set<ArrayBufferLike>();
  const source: ByteSource = {
    ...bytesSource(octets),
    readInto: async (target, offset) => {
      const part = octets.subarray(offset, offset + target.length);
      target.set(part);
      buffers.add(target.buffer);
      return part.length;
    },
  };
  return { source, buffers };
}

test('passing pieces are the octets in order, in one buffer where the source can fill it', async (t) => {
  const { source, buffers } = filling();
  for (const [whole, expected] of [
    [source, octets],
    [bytesSource(octets), octets],
    [sliceSource(source, 5, 600_001), octets.subarray(5, 600_006)],
    [sliceSource(sliceSource(source, 5, 600_001), 1, 10), octets.subarray(6, 16)],
    [bytesSource(new Uint8Array()), new Uint8Array()],
  ] as const) {
    buffers.clear();
    const copies: Uint8Array[] = [];
    for await (const piece of passingPieces(whole)) copies.push(Uint8Array.from(piece));
    t.true(equalBytes(joinBytes(copies), expected));
    t.true(buffers.size <= 1);
  }
});

test('pieces may be kept', async (t) => {
  const { source, buffers } = filling();
  const kept: Uint8Array[] = [];
  for await (const piece of pieces(source)) kept.push(piece);
  t.true(equalBytes(joinBytes(kept), octets));
  t.is(buffers.size, 0);
});

for (const [what, other, same] of [
  ['the same', Uint8Array.from(octets), true],
  ['one that is other at its end', octets.with(-1, 1), false],
  ['one cut by an octet', octets.subarray(1), false],
] as const) {
  test(`a source beside ${what}: ${same ? 'the same octets' : 'not'}`, async (t) => {
    t.is(await sameOctets(bytesSource(octets), bytesSource(other)), same);
  });
}
