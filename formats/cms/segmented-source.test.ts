import test from 'ava';
import fc from 'fast-check';
import { type ByteSource, bytesSource } from '../byte-source.ts';
import { filling } from '../filling-source.fixture.ts';
import { SegmentMap, segmentedSource } from './segmented-source.ts';
import { SourceWindow } from './source-window.ts';

const segment = fc.record({
  gap: fc.constantFrom(2, 2, 2, 3),
  size: fc.constantFrom(0, 1, 5, 5, 5, 5),
});

for (const [name, sourceOf] of [
  ['hands out octets', bytesSource],
  ['fills a buffer', (bytes: Uint8Array): ByteSource => filling(bytes).source],
] as const) {
  test(`segments wherever they lie read as one, from any octet, for any length, of a source that ${name}`, async (t) => {
    const bytes = new Uint8Array(400).map((_, index) => index % 251);
    await fc.assert(
      fc.asyncProperty(
        fc.array(segment, { maxLength: 40 }),
        fc.nat(220),
        fc.nat(220),
        async (segments, offset, length) => {
          const map = new SegmentMap();
          const expected: number[] = [];
          let at = 0;
          for (const { gap, size } of segments) {
            map.add(at + gap, size);
            expected.push(...bytes.subarray(at + gap, at + gap + size));
            at += gap + size;
          }
          const joined = segmentedSource(sourceOf(bytes), map.runs);
          t.is(joined.size, expected.length);
          const wanted = expected.slice(offset, offset + length);
          t.deepEqual([...(await joined.read(offset, length))], wanted);
          const target = new Uint8Array(length);
          const filled = await joined.readInto?.(target, offset);
          t.deepEqual([...target.subarray(0, filled)], wanted);
        },
      ),
      { numRuns: 500 },
    );
  });
}

test('a million segments of one size are one run', (t) => {
  const map = new SegmentMap();
  for (let index = 0; index < 1_000_000; index += 1) map.add(4 + index * 1004, 1000);
  t.deepEqual(map.runs, [{ offset: 4, size: 1000, stride: 1004, count: 1_000_000 }]);
});

test('segments are joined in the buffer of who reads: few readings, none of them into another', async (t) => {
  const map = new SegmentMap();
  // Not all of one size, as where the last read of the producer's input was short.
  for (let index = 0; index < 60; index += 1) map.add(4 + index * 4100, 4096 - (index % 2));
  const { source, readings } = filling(new Uint8Array(60 * 4100));
  const target = new Uint8Array(50 * 4095);
  t.is(await segmentedSource(source, map.runs).readInto?.(target, 5), target.length);
  t.true(readings.length <= 3);
  t.true(readings.every(({ buffer }) => buffer === target.buffer));
});

test('a source that is shorter than its segments gives the octets that are there', async (t) => {
  const map = new SegmentMap();
  for (let index = 0; index < 4; index += 1) map.add(2 + index * 12, 10);
  const whole = Uint8Array.from({ length: 48 }, (_, at) => at + 1);
  for (const [kept, octets] of [
    [48, 40],
    [45, 37],
    [38, 30],
    [37, 30],
    [1, 0],
  ] as const) {
    const cut = whole.subarray(0, kept);
    const expected = [0, 1, 2, 3].flatMap((index) => [
      ...cut.subarray(2 + index * 12, 12 + index * 12),
    ]);
    t.is(expected.length, octets);
    for (const source of [bytesSource(cut), filling(cut).source]) {
      t.deepEqual([...(await segmentedSource(source, map.runs).read(0, 40))], expected);
    }
  }
});

test('the window answers what the source holds, whatever the order of reads', async (t) => {
  const bytes = new Uint8Array(300_000).map((_, index) => index % 251);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(300_100), fc.nat(20_000)), { maxLength: 20 }),
      async (reads) => {
        for (const source of [bytesSource(bytes), filling(bytes).source]) {
          const window = new SourceWindow(source);
          for (const [offset, length] of reads) {
            await window.bring(offset, length);
            const read = window.view(offset, length);
            if (!Buffer.from(read).equals(bytes.subarray(offset, offset + length))) return false;
          }
        }
        return true;
      },
    ),
  );
  t.pass();
});

test('the window answers nothing that was not brought', async (t) => {
  const window = new SourceWindow(bytesSource(new Uint8Array(300_000)));
  await window.bring(200_000, 8);
  t.is(window.view(200_000, 8).length, 8);
  for (const [offset, length] of [
    [199_999, 8],
    [204_090, 8],
  ] as const) {
    t.throws(() => window.view(offset, length), { instanceOf: RangeError });
  }
  t.is(window.bring(200_008, 8), undefined, 'it is there');
});

test('the window reads one header after the other into the same memory', async (t) => {
  const { source, readings } = filling(new Uint8Array(1_000_000));
  const window = new SourceWindow(source);
  for (let offset = 0; offset < source.size; offset += 1000) await window.bring(offset, 8);
  t.true(readings.length > 10);
  t.true(new Set(readings.map(({ buffer }) => buffer)).size <= 2);
});
