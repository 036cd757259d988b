import type { Level } from '../checks/check.ts';
import { CHECK_IDS, checkOf, isCheckId, type Levels } from '../checks/checks.ts';
import { type Place, shown } from './place.ts';

/** A level for each check that the file names. */
export function readLevels(place: Place): Levels {
  const levels = place.entries().flatMap(([id, member]): [string, Level][] => {
    if (!isCheckId(id)) {
      member.note('check-unknown', { found: shown(id), known: CHECK_IDS.join(', ') });
      return [];
    }
    const level = member.choice(['fail', 'warn', 'inform', 'ignore']);
    if (level === undefined) return [];
    const { allowed } = checkOf(id);
    if (allowed.includes(level)) return [[id, level]];
    const code = level === 'fail' ? 'cannot-decide' : 'level-not-allowed';
    member.note(code, { check: id, found: level, allowed: allowed.join(', ') });
    return [];
  });
  // What the rows allow was asked above, which no type can follow.
  return Object.fromEntries(levels) as Levels;
}
