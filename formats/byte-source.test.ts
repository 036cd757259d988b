import test from 'ava';
import {
  bytesSource,
  joinSources,
  passingPieces,
  pieces,
  sameOctets,
  sliceSource,
} from './byte-source.ts';
import { equalBytes } from './equal-bytes.ts';
import { filling } from './filling-source.fixture.ts';
import { joinBytes } from './join-bytes.ts';

const octets = Uint8Array.from({ length: 700_000 }, (_, at) => (at * 31) & 0xff);

test('passing pieces are the octets in order, in one buffer where the source can fill it', async (t) => {
  const { source, readings } = filling(octets);
  for (const [whole, expected] of [
    [source, octets],
    [bytesSource(octets), octets],
    [sliceSource(source, 5, 600_001), octets.subarray(5, 600_006)],
    [sliceSource(sliceSource(source, 5, 600_001), 1, 10), octets.subarray(6, 16)],
    [joinSources([sliceSource(source, 0, 300_001), bytesSource(octets.subarray(300_001))]), octets],
    [bytesSource(new Uint8Array()), new Uint8Array()],
  ] as const) {
    readings.length = 0;
    const copies: Uint8Array[] = [];
    for await (const piece of passingPieces(whole)) copies.push(Uint8Array.from(piece));
    t.true(equalBytes(joinBytes(copies), expected));
    t.true(new Set(readings.map(({ buffer }) => buffer)).size <= 1);
  }
});

test('pieces may be kept', async (t) => {
  const { source, readings } = filling(octets);
  const kept: Uint8Array[] = [];
  for await (const piece of pieces(source)) kept.push(piece);
  t.true(equalBytes(joinBytes(kept), octets));
  t.is(readings.length, 0);
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
