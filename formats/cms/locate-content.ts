import { CONSTRUCTED, TAG } from '../asn1/tags.ts';
import { type ByteSource, sliceSource } from '../byte-source.ts';
import { CMS_LIMITS } from './limits.ts';
import type { Locator } from './locator.ts';
import { type ContentSource, SegmentMap, segmentedSource } from './segmented-source.ts';

/** The content of the OCTET STRING at hand, primitive or constructed, as a view on the source. */
export async function locateContent(locator: Locator, source: ByteSource): Promise<ContentSource> {
  const [tag] = locator.peek();
  if (tag === TAG.octetString) {
    const [start, end] = skip(locator);
    const size = end - start;
    const runs = [{ offset: start, size, stride: size, count: 1 }];
    return { ...sliceSource(source, start, size), runs };
  }
  const segments = new SegmentMap();
  await mapSegments(locator, segments, 1);
  return segmentedSource(source, segments.runs);
}

/** X.690 §8.7.3: the segments of a constructed OCTET STRING, in order, at whatever depth. */
async function mapSegments(locator: Locator, map: SegmentMap, depth: number): Promise<void> {
  if (depth > CMS_LIMITS.segmentDepth) {
    throw locator.error('limit', `content over ${CMS_LIMITS.segmentDepth} levels deep`);
  }
  locator.notDer = true;
  await locator.ahead();
  locator.enter(TAG.octetString | CONSTRUCTED);
  for (;;) {
    await locator.ahead();
    if (!locator.more()) break;
    const [tag] = locator.peek();
    if (tag === TAG.octetString) {
      const [start, end] = skip(locator);
      addSegment(locator, map, start, end - start);
      skim(locator, map);
    } else {
      // It counts as one itself: else millions that hold nothing would be entered one by one.
      addSegment(locator, map, locator.position, 0);
      await mapSegments(locator, map, depth + 1);
    }
  }
  locator.leave();
}

function addSegment(locator: Locator, map: SegmentMap, offset: number, size: number): void {
  map.add(offset, size);
  const allowed = CMS_LIMITS.smallSegments + offset / CMS_LIMITS.segmentAverage;
  if (map.segments > allowed || map.runs.length > CMS_LIMITS.segmentRuns) {
    throw locator.error('limit', `content in ${map.segments} segments`);
  }
}

/**
 * Passes over the primitive segments whose headers are in memory already: millions of segments would
 * take as many waits otherwise. Whatever is out of the ordinary stays for the careful reading.
 */
function skim(locator: Locator, map: SegmentMap): void {
  const view = locator.window.buffered(locator.position);
  const room = locator.limit - locator.position;
  let at = 0;
  while (view[at] === TAG.octetString) {
    const first = view[at + 1] ?? 0x80;
    const count = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + count;
    if (first === 0x80 || count > 4 || start > view.length) break;
    let length = count === 0 ? first : 0;
    for (let index = at + 2; index < start; index += 1) length = length * 256 + (view[index] ?? 0);
    if (start + length > room) break;
    addSegment(locator, map, locator.position + start, length);
    at = start + length;
  }
  locator.position += at;
}

/** Passes over a primitive OCTET STRING; answers where its content starts and ends. */
function skip(locator: Locator): [number, number] {
  const { start, end } = locator.header(TAG.octetString);
  if (end === undefined) throw locator.error('malformed', 'indefinite length');
  locator.position = end;
  return [start, end];
}
