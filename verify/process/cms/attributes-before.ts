// EN 319 122-2 annex A: which unsigned attributes stood there when an archive-time-stamp-v2 was made.
import { oid as encodeOid, rawOf, sequence } from '../../../formats/asn1/encode.ts';
import { TAG } from '../../../formats/asn1/tags.ts';
import type { EncodedAttribute } from '../../../formats/cms/signed-data.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import type { TstInfo } from '../../../formats/tsp/time-stamp.ts';
import { isSurelyAfter } from '../../../formats/tsp/token-order.ts';
import { ARCHIVE_TIME_STAMPS, type StampedParts } from './stamped-parts.ts';

type Attributes = readonly EncodedAttribute[];
type Values = readonly Uint8Array[];

/** Archive time-stamps whose order their clocks do not tell, of which every selection is tried. */
const MOST_UNTOLD = 3;

/** An archive time-stamp: one value of an attribute. */
interface Stamp {
  readonly value: Uint8Array;
  /** Undefined for a token that cannot be read. */
  readonly info: TstInfo | undefined;
}

/**
 * The attributes that a token may be over, likeliest first: all but the archive time-stamps that came later. Where
 * the clocks do not tell which of two came first, as of two in one second, the imprint does: it is over one selection
 * alone, and no token can be over itself or over what is over it. An attribute may hold several (RFC 5126 §6.4.1, RFC
 * 5652 §5.3): then a token is over it with the values that stood there, or was put in together with them.
 */
export async function attributesBefore(
  attributes: Attributes,
  { info }: { readonly info: TstInfo },
  parts: StampedParts,
): Promise<readonly Attributes[]> {
  const excluded = new Set<Uint8Array>();
  const untold: { readonly value: Uint8Array; readonly earlier: boolean }[] = [];
  let passed = false;
  for (const { oid, values } of attributes) {
    if (!ARCHIVE_TIME_STAMPS.has(oid)) continue;
    const stamps = await stampsOf(values, parts);
    const beside = stamps.some((stamp) => hasSameImprint(stamp, info));
    passed ||= beside;
    for (const stamp of stamps) {
      const { value } = stamp;
      if (hasSameImprint(stamp, info) || isAfter(stamp, info)) excluded.add(value);
      else if (beside || !isBefore(stamp, info)) {
        untold.push({ value, earlier: precedes(stamp, info, !passed) });
      }
    }
  }
  const ordered = [
    ...untold.filter(({ earlier }) => earlier),
    ...untold.filter(({ earlier }) => !earlier),
  ].map(({ value }) => value);
  const first = untold.filter(({ earlier }) => earlier).length;
  return selections(ordered, first).map((selected) => {
    const left = new Set(ordered.filter((value) => !selected.includes(value)));
    return attributes.flatMap((attribute) =>
      withValues(attribute, (value) => !excluded.has(value) && !left.has(value)),
    );
  });
}

async function stampsOf(
  values: readonly Uint8Array[],
  parts: StampedParts,
): Promise<readonly Stamp[]> {
  const stamps: Stamp[] = [];
  for (const value of values) stamps.push({ value, info: (await parts.token(value))?.info });
  return stamps;
}

/** The attribute as it was with these values alone, in the order in which they stand; none: it was not there. */
function withValues(
  attribute: EncodedAttribute,
  isKept: (value: Uint8Array) => boolean,
): Attributes {
  const { oid, values } = attribute;
  const kept = values.filter(isKept);
  if (kept.length === values.length) return [attribute];
  if (kept.length === 0) return [];
  return [{ oid, values: kept, encoded: sequence(encodeOid(oid), rawOf(TAG.set, kept)) }];
}

/** The token itself, or one over the same, which therefore is not over this one. */
function hasSameImprint({ info }: Stamp, { messageImprint }: TstInfo): boolean {
  return info !== undefined && equalBytes(info.messageImprint.digest, messageImprint.digest);
}

function isAfter({ info }: Stamp, own: TstInfo): boolean {
  return info !== undefined && isSurelyAfter(info, own);
}

function isBefore({ info }: Stamp, own: TstInfo): boolean {
  return info !== undefined && isSurelyAfter(own, info);
}

function precedes({ info }: Stamp, { genTime }: TstInfo, stands: boolean): boolean {
  if (info === undefined || info.genTime.getTime() === genTime.getTime()) return stands;
  return info.genTime < genTime;
}

/** The first so many, none, all, and of a few every other selection, each once. */
function selections(untold: Values, first: number): readonly Values[] {
  const likely = [untold.slice(0, first), [], untold];
  const every = untold.length > MOST_UNTOLD ? [] : subsets(untold);
  const places = (selected: Values) => selected.map((each) => untold.indexOf(each)).join();
  return [...new Map([...likely, ...every].map((each) => [places(each), each])).values()];
}

function subsets(members: Values): Values[] {
  const [first, ...others] = members;
  if (first === undefined) return [[]];
  const without = subsets(others);
  return [...without, ...without.map((each) => [first, ...each])];
}
