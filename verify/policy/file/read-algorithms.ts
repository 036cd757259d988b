import { ALGORITHM_NAMES, algorithmNamed, hasKeySize } from '../algorithm-catalogue.ts';
import type { AlgorithmLimit } from '../policy.ts';
import type { Place } from './place.ts';
import { ALGORITHM_MEMBERS, DAY, RANGES } from './policy-format.ts';

/** Rows of algorithms, by name or OID; `more`: names beside those that are known here. */
export function readAlgorithms(place: Place, more: readonly string[]): readonly AlgorithmLimit[] {
  const seen = new Set<string>();
  return place.items().flatMap((item) => {
    const limit = readLimit(item, more);
    if (limit === undefined) return [];
    const row = `${limit.algorithm} ${limit.minimumBits}`;
    if (seen.has(row)) item.note('item-repeated');
    seen.add(row);
    return [limit];
  });
}

function readLimit(item: Place, more: readonly string[]): AlgorithmLimit | undefined {
  const members = item.members(ALGORITHM_MEMBERS, ['algorithm']);
  const algorithm = members.algorithm && readAlgorithm(members.algorithm, more);
  const minimumBits = members.minimumBits?.integer(...RANGES.bits);
  const until = members.until && readDay(members.until);
  if (algorithm === undefined) return undefined;
  // Of an algorithm without sizes no key would ever reach a minimum: it would be shut out unseen.
  if (minimumBits !== undefined && !hasKeySize(algorithm)) {
    members.minimumBits?.note('no-key-size', { algorithm });
  }
  return {
    algorithm,
    ...(minimumBits === undefined ? {} : { minimumBits }),
    ...(until === undefined ? {} : { until }),
  };
}

function readAlgorithm(place: Place, more: readonly string[]): string | undefined {
  const said = place.text(/^[!-~]{1,100}$/, 'sha256, 2.16.840.1.101.3.4.2.1');
  if (said === undefined) return undefined;
  const known = algorithmNamed(said) ?? more.find((name) => name === said);
  if (known !== undefined) return known;
  return place.note('algorithm-unknown', { found: said, known: ALGORITHM_NAMES.join(', ') });
}

/** A day that there is. */
function readDay(place: Place): string | undefined {
  const text = place.text(DAY, '2029-01-01');
  if (text === undefined) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  const real = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  return real ? text : place.note('wrong-value', { found: text, allowed: '2029-01-01' });
}
