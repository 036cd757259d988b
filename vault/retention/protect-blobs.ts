import { systemEntry } from '../access/action-entry.ts';
import type { JsonValue } from '../model/journal.ts';
import type { VersionName } from '../ports/blob-keys.ts';
import type { BlobRetention } from '../ports/blob-retention.ts';
import type { Changes, Metadata, NewJob } from '../ports/metadata.ts';
import { StillPending } from '../verification/waiting-version.ts';
import { retentionOf } from './retention-of.ts';

/** Kind of the jobs that carry the vault's dates of retention to the store of blobs. */
export const PROTECT_BLOBS = 'protect-blobs';

/** Of whose blobs the dates are to be carried: a version, or every version of a contract once the revision is in force. */
export type ProtectedSubject =
  | VersionName
  | { readonly contractId: string; readonly revision: number };

export function protectJob(
  subject: ProtectedSubject,
  { id, time }: { readonly id: string; readonly time: Date },
): NewJob {
  const payload = JSON.stringify(subject);
  return { id, kind: PROTECT_BLOBS, payload, runAt: time.toISOString() };
}

/** Every commit that names blobs or moves their dates leaves a job with it: all of it or nothing. */
export function protectCommits(
  metadata: Metadata,
  { newId, now }: { readonly newId: () => string; readonly now: () => Date },
): Metadata {
  return {
    ...metadata,
    async commit(changes) {
      const time = now();
      const jobs = protectedSubjects(changes).map((subject) =>
        protectJob(subject, { id: newId(), time }),
      );
      await metadata.commit(
        jobs.length === 0 ? changes : { ...changes, jobs: [...(changes.jobs ?? []), ...jobs] },
      );
    },
  };
}

type Naming = Pick<Changes, 'versions' | 'judgements' | 'contracts' | 'made'>;

export function protectedSubjects({
  versions = [],
  judgements = [],
  contracts = [],
  made,
}: Naming): readonly ProtectedSubject[] {
  return [
    ...[...versions, ...judgements].map(({ documentId, number }) => ({ documentId, number })),
    ...(made === undefined ? [] : [made.version]),
    // A new contract has no documents yet.
    ...contracts
      .filter(({ revision }) => revision > 1)
      .map(({ id, revision }) => ({ contractId: id, revision })),
  ];
}

export interface ProtectPorts {
  readonly metadata: Metadata;
  readonly retention: BlobRetention;
  readonly now: () => Date;
  readonly newId: () => string;
}

/**
 * Para. 13 (л): the store keeps each blob of the version, or of the contract, until the last day that any document which
 * names it asks for, and holds it without end while that day is not known. Dates are only ever moved on, and no
 * hold is lifted. Done twice it is the same. What was set is an entry of the journal, one for each version.
 */
export async function protectBlobs(payload: string, ports: ProtectPorts): Promise<void> {
  const { blobKeys } = ports.metadata;
  for (const version of await versionsOf(JSON.parse(payload), ports.metadata)) {
    const set: JsonValue[] = [];
    for (const { id, sha256 } of await blobKeys.ofVersion(version)) {
      const { until, held } = await protect(id, ports);
      if (until !== undefined || held) set.push({ sha256, until, held });
    }
    if (set.length > 0) await journal(version, set, ports);
  }
}

/** Para. 13 (з): what the service does to what is kept, by itself. */
async function journal(
  { documentId, number }: VersionName,
  files: readonly JsonValue[],
  { metadata, newId }: ProtectPorts,
): Promise<void> {
  const entry = systemEntry({
    id: newId(),
    action: 'retention.set',
    paragraph: 'D65-13л-2',
    content: { document: documentId, version: number, files },
  });
  await metadata.commit({ entries: [entry] });
}

async function versionsOf(
  subject: ProtectedSubject,
  metadata: Metadata,
): Promise<readonly VersionName[]> {
  if (!('contractId' in subject)) return [subject];
  const { contractId, revision } = subject;
  const told = await metadata.contractRevisions(contractId);
  if ((told.at(-1)?.contract.revision ?? 0) < revision) {
    throw new StillPending(`revision ${revision} of contract ${contractId} is not in force yet`);
  }
  const documents = await metadata.documentsOf(contractId);
  const versions = await Promise.all(documents.map(({ id }) => metadata.versionsOf(id)));
  return versions.flat().map(({ documentId, number }) => ({ documentId, number }));
}

interface Protection {
  /** ISO 8601; absent: no end is known, or it is over. */
  readonly until: string | undefined;
  readonly held: boolean;
}

async function protect(
  blobId: string,
  { metadata, retention, now }: ProtectPorts,
): Promise<Protection> {
  const moment = now();
  const terms = [];
  for (const { documentId } of await metadata.blobKeys.references(blobId)) {
    const term = await retentionOf(documentId, moment, metadata);
    if (term === undefined) {
      throw new StillPending(`the contract of document ${documentId} is not in the journal yet`);
    }
    terms.push(term);
  }
  const days = terms.flatMap(({ keepUntil: day }) => (day === null ? [] : [endOfDay(day)]));
  const end = days.reduce<Date | undefined>(
    (a, b) => (a === undefined || b > a ? b : a),
    undefined,
  );
  const until = end !== undefined && end > moment ? end.toISOString() : undefined;
  if (until !== undefined) await retention.keepUntil(blobId, until);
  const isOpen = terms.some(({ keepUntil: day, provisional }) => day === null || provisional);
  // Never lifted here: a court's hold is the same flag. Who destroys at the end of the term knows of all holds.
  if (isOpen) await retention.hold(blobId, true);
  return { until, held: isOpen };
}

/** The day is kept to its end in Moscow, which is three hours ahead of UTC all year. */
function endOfDay(day: string): Date {
  return new Date(Date.parse(`${day}T00:00:00+03:00`) + 24 * 3600 * 1000);
}
