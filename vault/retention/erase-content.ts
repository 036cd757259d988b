import { actionEntry } from '../access/action-entry.ts';
import type { Sequencing } from '../documents/intake-ports.ts';
import type { Principal } from '../model/participant.ts';
import type { BlobErasure, KeptBlob, VersionName } from '../ports/blob-keys.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metadata } from '../ports/metadata.ts';
import { type FieldError, VaultError } from '../vault-error.ts';
import { isOver, retentionOf } from './retention-of.ts';

export const REMOVE_ERASED = 'remove-erased';

export interface Erasing {
  /** Versions that nothing holds, as was decided; few enough for one journal entry. */
  readonly due: readonly VersionName[];
  readonly because: string;
  readonly principal: Principal;
}

export interface ErasurePorts {
  readonly metadata: Metadata;
  readonly sequencer: Sequencing;
  readonly clock: Clock;
  readonly newId: () => string;
}

export interface Erased {
  /** Absent: nothing was to be erased. */
  readonly entry?: string;
  readonly erased: readonly string[];
  /** Blobs that a version which is not due names too: they stay until the last one is. */
  readonly kept: readonly string[];
}

/**
 * Destroys the keys of blobs that due versions alone name, under one journal entry (para. 13 (л), (з)); the files go by
 * a job. The decision is not taken on trust: where the term of one has not ended, or no end is known, nothing is erased
 * (VaultError `invalid`). ConflictError `stale` when a version came meanwhile that names one of them: nothing is erased.
 */
export async function eraseContent(erasing: Erasing, ports: ErasurePorts): Promise<Erased> {
  const { metadata, sequencer, clock, newId } = ports;
  const { due, because, principal } = erasing;
  await requireDue(due, clock.now(), metadata);
  const { erasable, kept } = await sortBlobs(due, metadata);
  if (erasable.length === 0) return { erased: [], kept };
  const entry = actionEntry({
    id: newId(),
    action: 'document.erased',
    principal,
    paragraph: 'D65-13л',
    content: {
      versions: due.map(({ documentId, number }) => ({ document: documentId, version: number })),
      because,
      erased: erasable.map(({ blob: { sha256, size } }) => ({ sha256, size })),
    },
  });
  const erased = erasable.map(({ blob }) => blob.id);
  await metadata.commit({
    entries: [entry],
    erasures: erasable.map(
      ({ blob, references }): BlobErasure => ({ blobId: blob.id, references, entry: entry.id }),
    ),
    jobs: [
      {
        id: newId(),
        kind: REMOVE_ERASED,
        payload: JSON.stringify({ blobs: erased }),
        runAt: clock.now().toISOString(),
      },
    ],
  });
  await sequencer.sequenced([entry.id]);
  return { entry: entry.id, erased, kept };
}

/** Para. 13 (л): by the dates that the vault has; that a court or a body holds it is for whoever decides. */
async function requireDue(
  due: readonly VersionName[],
  now: Date,
  metadata: Metadata,
): Promise<void> {
  const fields: FieldError[] = [];
  for (const [at, { documentId }] of due.entries()) {
    const retention = await retentionOf(documentId, now, metadata);
    if (retention !== undefined && isOver(retention, now)) continue;
    const detail = retention?.provisional === true ? undefined : retention?.keepUntil;
    fields.push({
      pointer: `/due/${at}`,
      code: 'contradiction',
      detail: detail ?? 'no end is known',
    });
  }
  if (fields.length > 0) throw new VaultError({ code: 'invalid', fields });
}

interface Erasable {
  readonly blob: KeptBlob;
  readonly references: readonly VersionName[];
}

async function sortBlobs(due: readonly VersionName[], { blobKeys }: Metadata) {
  const names = new Set(due.map(nameOf));
  const blobs = new Map<string, KeptBlob>();
  for (const version of due) {
    for (const blob of await blobKeys.ofVersion(version)) blobs.set(blob.id, blob);
  }
  const erasable: Erasable[] = [];
  const kept: string[] = [];
  for (const blob of blobs.values()) {
    const references = await blobKeys.references(blob.id);
    if (references.every((each) => names.has(nameOf(each)))) erasable.push({ blob, references });
    else kept.push(blob.id);
  }
  return { erasable, kept };
}

function nameOf({ documentId, number }: VersionName): string {
  return JSON.stringify([documentId, number]);
}

/**
 * Job `remove-erased`: wipes what the database's files still hold of erased keys, then takes the files of the blobs
 * away. Done twice it is done once; rejects, and comes back, while a reader hinders the wiping.
 */
export async function removeErased(
  payload: string,
  { metadata: { blobKeys }, blobs }: { readonly metadata: Metadata; readonly blobs: Blobs },
): Promise<void> {
  const { blobs: ids }: { readonly blobs: readonly string[] } = JSON.parse(payload);
  if (!(await blobKeys.wipe())) {
    throw new Error('a reader of the database hinders the wiping of erased keys');
  }
  for (const id of ids) {
    const found = await blobKeys.find(id);
    if (found?.state !== 'erased') throw new Error(`blob ${id} is not erased`);
    await blobs.remove(id);
  }
}
