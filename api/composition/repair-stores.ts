import { createHash, randomUUID } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { failpoint } from '../../faults/failpoint.ts';
import { systemEntry } from '../../vault/access/action-entry.ts';
import type { KeptFile } from '../../vault/archive/check-documents.ts';
import type { Damage } from '../../vault/archive/damage.ts';
import { repairObject } from '../../vault/archive/repair-object.ts';
import { tiedToJournal } from '../../vault/archive/tied-to-journal.ts';
import type { JsonValue } from '../../vault/model/journal.ts';
import type { ReadableArchive } from '../../vault/ports/archive.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import type { Config } from '../config.ts';
import { copiesOf } from './copies-of.ts';
import { checkStores, type FsckReport, type FsckRequest, type Mend } from './fsck-stores.ts';
import { OBJECT_RULES } from './object-rules.ts';
import { type JournalRequest, openJournal } from './open-journal.ts';
import { openStores } from './open-stores.ts';

/** Para. 13 (з): every action, with its time and who did it. */
const PARAGRAPH = 'D65-13з';

export interface RepairRequest extends Omit<JournalRequest, 'config' | 'stores'> {
  /** Who repairs, as the journal shall say. */
  readonly person: string;
  readonly progress: FsckRequest['progress'];
}

/**
 * Checks everything and mends what it can: objects of either copy of the archive from the other, files of documents from
 * the archive. The service is stopped meanwhile (its lock). Each repair is an entry of the journal before anything is
 * changed. Rejects with StorageError `unavailable` when the service runs or there is no database.
 */
export async function repairStores(config: Config, request: RepairRequest): Promise<FsckReport> {
  await refuseWithoutDatabase(config);
  const stores = await openStores(config, 'command');
  try {
    const { algorithms, clock, log, person, progress } = request;
    const opened = await openJournal({ config, stores, algorithms, clock, log });
    const { sequencer, sha256, logKeys } = opened;
    await sequencer.start();
    const { metadata, stored: blobs, contentOf, files } = stores;
    const copies = copiesOf(config);
    const { archive, mirror } = copies;
    const journal = async (content: Readonly<Record<string, JsonValue>>) => {
      const id = randomUUID();
      const facts = { id, action: 'store.repaired', paragraph: PARAGRAPH } as const;
      await metadata.commit({
        entries: [systemEntry({ ...facts, content: { ...content, person } })],
      });
      await sequencer.sequenced([id]);
      failpoint('repair/journalled');
    };
    const ties = { metadata, blobs, contentOf, sha256, archive, algorithms, logKeys };
    const aside = clock.now().toISOString().replaceAll(/[:.]/g, '-');
    const mend: Mend = {
      async object(store, place, damage) {
        if (mirror === undefined) return 'there is no second copy';
        const [of, by] = store === 'archive' ? [archive, mirror] : [mirror, archive];
        return repairObject(
          place,
          { of, by },
          {
            ...{ rules: OBJECT_RULES, aside },
            tied: (inventory, content) => tiedToJournal(inventory, content, ties),
            journal: ({ object, version, inventory }) =>
              journal({ ...factsOf(damage), store, object, version, inventory }),
          },
        );
      },
      async blob(file, damage) {
        if (!(await hasContent(file, archive))) return 'the archive’s copy is damaged too';
        await journal({
          ...factsOf([damage]),
          store: 'documents',
          file: file.id,
          from: file.object,
        });
        await files.inspection.restore(file.id, archive.content(file.object, file.path));
        return true;
      },
    };
    const documents = { inspection: files.inspection, blobKeys: metadata.blobKeys };
    const report = await checkStores(config, { progress, mend, documents });
    await sequencer.close();
    return report;
  } finally {
    await stores.metadata.close();
  }
}

/** Without a journal no repair can be told; and what the second copy says could be tied to nothing. */
async function refuseWithoutDatabase({ database, data }: Config): Promise<void> {
  if (database !== undefined) return;
  await access(join(data, 'okno.sqlite')).catch((error: unknown) => {
    throw new StorageError(
      'unavailable',
      'there is no database to journal repairs in: okno rebuild makes it, from the second copy when `archive` names that',
      error,
    );
  });
}

const factsOf = (damage: readonly Damage[]) => ({
  damage: [...new Set(damage.map(({ kind }) => kind))],
});

async function hasContent(
  { id, object, path }: KeptFile,
  archive: ReadableArchive,
): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const piece of archive.content(object, path)) hash.update(piece);
  } catch (error) {
    if (error instanceof StorageError && error.code !== 'no-space') return false;
    throw error;
  }
  return hash.digest('hex') === id.split('/')[1];
}
