import { archiveCopy } from '../../storage/archive/fs/archive-copy.ts';
import { openArchive, placeOf } from '../../storage/archive/fs/open-archive.ts';
import { mirrorObject } from '../../vault/archive/mirror-object.ts';
import type { Archive } from '../../vault/ports/archive.ts';
import type { Log } from '../http/log.ts';
import { FIXITY_DIGESTS, OBJECT_RULES } from './object-rules.ts';

export interface MirrorStore {
  /** The archive, of which is noted what is written: that is what the second copy lacks. */
  noting(archive: Archive): Archive;
  /** The second copy for who takes out of it what lawfully goes; its root is made where there is none. */
  open(): Promise<Archive>;
  /** Brings the second copy up to the archive: all of it the first time, then what was written since. */
  follow(): Promise<void>;
}

/** Keeps a second copy of an archive. What it may not copy is logged by place, and left as it is in both. */
export function mirrorStore(parts: {
  readonly folder: string;
  readonly mirror: string;
  readonly log: Log;
}): MirrorStore {
  const { folder, log } = parts;
  const copies = { archive: archiveCopy(folder), mirror: archiveCopy(parts.mirror) };
  const written = new Set<string>();
  let opened: Archive | undefined;
  let followed = false;
  const bring = async (place: string) => {
    const outcome = await mirrorObject(place, copies, OBJECT_RULES);
    if (outcome === 'same' || outcome === 'copied') return;
    log.write({ level: 'error', event: 'not-mirrored', place, reason: outcome });
  };
  return {
    noting: (archive) => ({
      ...archive,
      append: (id, version) => {
        written.add(placeOf(id));
        return archive.append(id, version);
      },
      replace: (id, version) => {
        written.add(placeOf(id));
        return archive.replace(id, version);
      },
    }),
    async open() {
      opened ??= await openArchive({ folder: parts.mirror, digests: FIXITY_DIGESTS });
      return opened;
    },
    async follow() {
      if (!followed) for await (const place of copies.archive.places('')) await bring(place);
      else for (const place of written) await bring(place);
      written.clear();
      followed = true;
    },
  };
}
