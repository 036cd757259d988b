import test from 'ava';
import fc from 'fast-check';
import { bytesSource } from '../byte-source.ts';
import { SegmentMap, segmentedSource } from './segmented-source.ts';
import { SourceWindow } from './source-window.ts';

const segment = fc.record({
  gap: fc.constantFrom(2, 2, 2, 3),
  size: fc.constantFrom(0, 1, 5, 5, 5, 5),
});

test('segments wherever they lie read as one, from any octet, for any length', async (t) => {
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
        const joined = segmentedSource(bytesSource(bytes), map.runs);
        t.is(joined.size, expected.length);
        const read = await joined.read(offset, length);
        t.deepEqual([...read], expected.slice(offset, offset + length));
      },
    ),
    { numRuns: 500 },
  );
});

test('a million segments of one size are one run', (t) => {
  const map = new SegmentMap();
  for (let index = 0; index < 1_000_000; index += 1) map.add(4 + index * 1004, 1000);
  t.deepEqual(map.runs, [{ offset: 4, size: 1000, stride: 1004, count: 1_000_000 }]);
});

test('a run is read in one read of the source', async (t) => {
  const map = new SegmentMap();
  for (let index = 0; index < 20; index += 1) map.add(2 + index * 12, 10);
  let reads = 0;
  const source = segmentedSource(
    {
      size: 240,
      read: async (_, length) => {
        reads += 1;
        return new Uint8Array(length);
      },
    },
    map.runs,
  );
  t.is((await source.read(5, 150)).length, 150);
  t.is(reads, 1);
});

test('the window answers what the source holds, whatever the order of reads', async (t) => {
  const bytes = new Uint8Array(300_000).map((_, index) => index % 251);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(300_100), fc.nat(20_000)), { maxLength: 20 }),
      async (reads) => {
        const window = new SourceWindow(bytesSource(bytes));
        for (const [offset, length] of reads) {
          const read = await window.at(offset, length);
          if (!Buffer.from(read).equals(bytes.subarray(offset, offset + length))) return false;
        }
        return true;
      },
    ),
  );
  t.pass();
});
