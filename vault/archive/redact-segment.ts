import type { Sha256 } from '../../formats/log/tree.ts';
import type { Archive, ArchiveFile } from '../ports/archive.ts';
import type { ArchivedChange, ArchivedErasure, UnarchivedChange } from '../ports/metadata.ts';
import { ERASABLE, segmentId } from './segment.ts';

/** Ids of the entries whose content the commits have erased. */
export function erasuresIn(changes: readonly UnarchivedChange[]): ReadonlySet<string> {
  const found = changes.flatMap(({ record }): readonly ArchivedErasure[] =>
    entryErasures(JSON.parse(record) as ArchivedChange),
  );
  return new Set(found.map(({ entryId }) => entryId));
}

export const entryErasures = (change: ArchivedChange): readonly ArchivedErasure[] =>
  change.kind === 'changes' ? (change.changes.entryErasures ?? []) : [];

/** The files of a segment without the lines about these entries; what was signed stays octet for octet. */
export function withoutErased(
  files: readonly ArchiveFile[],
  erased: ReadonlySet<string>,
): readonly ArchiveFile[] {
  return files.flatMap((file) => {
    if (!isErasable(file.path) || !(file.content instanceof Uint8Array)) return [file];
    const lines = new TextDecoder().decode(file.content).split('\n').slice(0, -1);
    const kept = lines.filter((line) => !erased.has((JSON.parse(line) as About).entry));
    if (kept.length === lines.length) return [file];
    const text = kept.map((line) => `${line}\n`).join('');
    return kept.length === 0 ? [] : [{ ...file, content: new TextEncoder().encode(text) }];
  });
}

interface About {
  readonly entry: string;
}

const isErasable = (path: string) => (Object.values(ERASABLE) as readonly string[]).includes(path);

export interface RedactPorts {
  readonly archive: Archive;
  readonly sha256: Sha256;
}

/**
 * Takes erased content out of the segments that hold it, from the newest back: the entry is in one, the commit that
 * brought it in the same or one before.
 */
export async function redactSegments(
  erased: ReadonlySet<string>,
  last: number,
  { archive }: Pick<RedactPorts, 'archive'>,
): Promise<void> {
  if (erased.size === 0) return;
  for (let number = last; number > 0; number -= 1) {
    const id = segmentId(number);
    const inventory = await archive.inventory(id);
    if (inventory === undefined) continue; // a second copy that is behind gets it without
    const names = [...(inventory.versions.get(inventory.head)?.state.values() ?? [])].flat();
    const files: ArchiveFile[] = [];
    for (const path of names) {
      files.push({ path, content: await archive.read(id, path, Number.MAX_SAFE_INTEGER) });
    }
    const left = withoutErased(files, erased);
    const changed = left.length < files.length || left.some((file, at) => file !== files[at]);
    if (!changed) continue;
    const created = inventory.versions.get('v1')?.created ?? '';
    const message = 'without what was lawfully erased';
    await archive.replace(id, { created, message, files: left });
  }
}
