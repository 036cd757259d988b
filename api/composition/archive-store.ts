import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openArchive } from '../../storage/archive/fs/open-archive.ts';
import { openKeyRing } from '../../storage/archive/fs/open-key-ring.ts';
import { replaceFile } from '../../storage/files/replace-file.ts';
import { generationsOf, refreshKeys } from '../../vault/archive/refresh-keys.ts';
import {
  type ArchiveEnd,
  type ArchivePorts,
  archiveEnd,
  archiveStep,
} from '../../vault/archive/run-archive.ts';
import type { Archive, KeyRing } from '../../vault/ports/archive.ts';
import type { Config } from '../config.ts';
import { describeError } from '../http/log.ts';
import { checkKept } from './check-kept.ts';
import { archiveFolder } from './copies-of.ts';
import { mirrorStore } from './mirror-store.ts';
import { FIXITY_DIGESTS } from './object-rules.ts';
import type { Alone } from './open-metadata.ts';
import type { ServiceParts } from './service-parts.ts';

/** Seconds between two rounds. */
const EVERY = 60;

/**
 * Writes what was committed into the archive: at once, in rounds, and at the end. Intake never waits for it; what
 * fails is logged and made up for in the next round. Of several processes one at a time writes.
 */
export function archiveStore(config: Config, parts: ServiceParts): () => Promise<void> {
  const { clock, log } = parts.ports;
  const { metadata, blobs: contents, stored, shared } = parts.stores;
  const folder = archiveFolder(config);
  const alone: Alone = shared?.alone ?? ((_, work) => work());
  const { archiveMirror } = config;
  const rings = archiveMirror === undefined ? [folder] : [folder, archiveMirror];
  const keyRing = allRings(rings.map(openKeyRing));
  let end: ArchiveEnd | undefined;
  let archive: Archive | undefined;
  const second =
    archiveMirror === undefined ? undefined : mirrorStore({ folder, mirror: archiveMirror, log });
  const noted = (opened: Archive) => second?.noting(opened) ?? opened;
  /** One segment, while no other process writes; whether there is more. */
  const step = (): Promise<boolean> =>
    alone('archive', async () => {
      archive ??= noted(await openArchive({ folder, digests: FIXITY_DIGESTS }));
      const mirror = await second?.open();
      const { sha256 } = parts.journal;
      const ports: ArchivePorts = {
        ...{ metadata, contents, blobs: stored, archive, keyRing, clock, sha256 },
        ...(mirror === undefined ? {} : { mirror }),
      };
      await followRollOver(folder, ports);
      const before = end ?? (await archiveEnd(ports));
      const { end: after, more } = await archiveStep(before, ports);
      await second?.follow();
      // Another process may write before it is this one's turn again.
      end = shared === undefined ? after : undefined;
      return more;
    });
  const write = async () => {
    try {
      while (await step());
    } catch (error) {
      archive = undefined; // opened anew it finishes what was interrupted
      end = undefined;
      log.write({ level: 'error', event: 'not-archived', error: describeError(error) });
    }
  };
  let round = write();
  const next = () => {
    round = round.then(write);
    return round;
  };
  const timer = setInterval(() => void next(), (config.archiveSeconds ?? EVERY) * 1000);
  timer.unref();
  // No object is read while it moves, whichever process moves it.
  const inTurn = (work: () => Promise<void>) => {
    const turn = round.then(() => alone('archive', work));
    round = turn.catch(() => undefined); // told to who asked for the turn
    return turn;
  };
  const { inspection } = parts.stores.files;
  const { blobKeys } = metadata;
  const stopChecking = checkKept(config, { clock, log, inTurn, inspection, blobKeys });
  return async () => {
    clearInterval(timer);
    await stopChecking();
    await next();
  };
}

/** Writes to all, reads from the first: a key that is destroyed goes from every copy. */
function allRings(rings: readonly KeyRing[]): KeyRing {
  return {
    async put(documentId, keys) {
      for (const ring of rings) await ring.put(documentId, keys);
    },
    read: async (documentId) => (await rings[0]?.read(documentId)) ?? [],
  };
}

/** When the master key has another generation than the ring was written under, the whole ring is written anew. */
async function followRollOver(
  folder: string,
  ports: Parameters<typeof refreshKeys>[0],
): Promise<void> {
  const file = join(folder, 'generations.txt');
  const now = await generationsOf(ports);
  const before = await readFile(file, 'utf8').catch(() => '');
  if (before === now) return;
  await refreshKeys(ports);
  await replaceFile(file, now);
}
