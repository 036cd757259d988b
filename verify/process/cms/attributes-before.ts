// EN 319 122-2 annex A: which unsigned attributes stood there when an archive-time-stamp-v2 was made.

import type { EncodedAttribute } from '../../../formats/cms/signed-data.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import type { TstInfo } from '../../../formats/tsp/time-stamp.ts';
import { isSurelyAfter } from '../../../formats/tsp/token-order.ts';
import { ARCHIVE_TIME_STAMPS, type StampedParts } from './stamped-parts.ts';

type Attributes = readonly EncodedAttribute[];

/** Archive time-stamps whose order their clocks do not tell, of which every selection is tried. */
const MOST_UNTOLD = 3;

/**
 * The attributes that a token may be over, likeliest first: all but the archive time-stamps that came later. Where
 * the clocks do not tell which of two came first, as of two in one second, the imprint does: it is over one selection
 * alone, and no token can be over itself or over what is over it.
 */
export async function attributesBefore(
  attributes: Attributes,
  { info }: { readonly info: TstInfo },
  parts: StampedParts,
): Promise<readonly Attributes[]> {
  const excluded = new Set<EncodedAttribute>();
  const untold: { attribute: EncodedAttribute; earlier: boolean }[] = [];
  let passed = false;
  for (const attribute of attributes) {
    if (!ARCHIVE_TIME_STAMPS.has(attribute.oid)) continue;
    const others = await infosOf(attribute, parts);
    const own = others.some((other) => other !== undefined && hasSameImprint(other, info));
    passed ||= own;
    if (own || others.some((other) => other !== undefined && isSurelyAfter(other, info))) {
      excluded.add(attribute);
    } else if (!others.every((other) => other !== undefined && isSurelyAfter(info, other))) {
      untold.push({ attribute, earlier: others.every((other) => precedes(other, info, !passed)) });
    }
  }
  const ordered = [
    ...untold.filter(({ earlier }) => earlier),
    ...untold.filter(({ earlier }) => !earlier),
  ].map(({ attribute }) => attribute);
  const first = untold.filter(({ earlier }) => earlier).length;
  return selections(ordered, first).map((selected) => {
    const left = new Set(ordered.filter((attribute) => !selected.includes(attribute)));
    return attributes.filter((attribute) => !excluded.has(attribute) && !left.has(attribute));
  });
}

/** Undefined for a token that cannot be read. */
async function infosOf(
  { values }: EncodedAttribute,
  parts: StampedParts,
): Promise<readonly (TstInfo | undefined)[]> {
  const infos: (TstInfo | undefined)[] = [];
  for (const value of values) infos.push((await parts.token(value))?.info);
  return infos;
}

/** The token itself, or one over the same, which therefore is not over this one. */
function hasSameImprint({ messageImprint: a }: TstInfo, { messageImprint: b }: TstInfo): boolean {
  return equalBytes(a.digest, b.digest);
}

function precedes(other: TstInfo | undefined, { genTime }: TstInfo, stands: boolean): boolean {
  if (other === undefined || other.genTime.getTime() === genTime.getTime()) return stands;
  return other.genTime < genTime;
}

/** The first so many, none, all, and of a few every other selection, each once. */
function selections(untold: Attributes, first: number): readonly Attributes[] {
  const likely = [untold.slice(0, first), [], untold];
  const every = untold.length > MOST_UNTOLD ? [] : subsets(untold);
  const places = (selected: Attributes) => selected.map((each) => untold.indexOf(each)).join();
  return [...new Map([...likely, ...every].map((each) => [places(each), each])).values()];
}

function subsets(members: Attributes): Attributes[] {
  const [first, ...others] = members;
  if (first === undefined) return [[]];
  const without = subsets(others);
  return [...without, ...without.map((each) => [first, ...each])];
}
