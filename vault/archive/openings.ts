import { fromBase64, toBase64 } from '../../formats/base64.ts';
import { commitmentOf } from '../../formats/evidence/entry.ts';
import type { Sha256 } from '../../formats/log/tree.ts';
import { damagedSegment } from './archive-error.ts';
import type { OpeningLine } from './segment.ts';

/** What reading one segment has found so far. */
export interface Reading {
  readonly number: number;
  readonly sha256: Sha256;
  readonly unopened: Set<string>;
}

/** Lines of a file by entry; each is taken out when it is found to be what was committed to. */
export type Openings = Map<string, OpeningLine>;

export function openingsOf(lines: readonly unknown[], file: string, { number }: Reading): Openings {
  const openings: Openings = new Map();
  for (const line of lines as OpeningLine[]) {
    requireText(line, ['entry', 'salt', 'text'], { file, number });
    if (openings.has(line.entry))
      throw damagedSegment(number, `entry ${line.entry} is there twice`);
    openings.set(line.entry, line);
  }
  return openings;
}

/** The text of an entry when it is there: then it is what was committed to. It is taken out of `openings`. */
export async function opened(
  { id, commitment }: { readonly id: string; readonly commitment: string },
  openings: Openings,
  { number, sha256, unopened }: Reading,
): Promise<{ readonly salt: Uint8Array; readonly bytes: Uint8Array } | undefined> {
  const line = openings.get(id);
  if (line === undefined) {
    unopened.add(id);
    return undefined;
  }
  openings.delete(id);
  const opening = {
    salt: fromBase64(line.salt, 'salt'),
    bytes: new TextEncoder().encode(line.text),
  };
  if (toBase64(await commitmentOf(sha256, opening)) === commitment) return opening;
  throw damagedSegment(number, `entry ${id} is not what was signed`);
}

export function refuseUnused(openings: Openings, file: string, number: number): void {
  const [added] = openings.keys();
  if (added !== undefined)
    throw damagedSegment(number, `${file} has entry ${added}, which is not of it`);
}

/** No digest holds such a line before it is understood. */
export function requireText(
  line: unknown,
  members: readonly string[],
  { file, number }: { readonly file: string; readonly number: number },
): void {
  const value = (line ?? {}) as Readonly<Record<string, unknown>>;
  if (members.every((name) => typeof value[name] === 'string')) return;
  throw damagedSegment(number, `${file} has a line that is none`);
}
