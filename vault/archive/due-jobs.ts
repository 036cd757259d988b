import { parseSupplement } from '../../formats/evidence/supplement.ts';
import { parseCheckpoint } from '../../formats/log/checkpoint.ts';
import { parseNote } from '../../formats/log/note.ts';
import { judgingJob } from '../documents/place-document.ts';
import { cosignJob } from '../journal/cosign-head.ts';
import { stampJob } from '../journal/stamp-checkpoint.ts';
import type { VersionName } from '../ports/blob-keys.ts';
import type { Clock } from '../ports/clock.ts';
import type { Changes, Metadata, NewJob } from '../ports/metadata.ts';
import { removalJob } from '../retention/erase-content.ts';
import {
  type ProtectedSubject,
  protectedSubjects,
  protectJob,
} from '../retention/protect-blobs.ts';

/** What was committed, as far as something may still be to be done about it. */
export interface CommittedFacts {
  /** By name: whether the version waits to be judged again. */
  readonly versions: Map<string, VersionName & { readonly waits: boolean }>;
  /** Those of which every version's dates are carried to the store when they are in force, by contract. */
  readonly contracts: Map<string, ProtectedSubject>;
  readonly erasedBlobs: Set<string>;
}

/** What the service that goes on will have others do. */
export interface Carriers {
  /** A time-stamping authority is set. */
  readonly stamps: boolean;
  /** The runtime can make the operator's cosignature. */
  readonly cosigns: boolean;
  /** The store enforces dates of retention. */
  readonly protects: boolean;
}

export interface DueJobsPorts {
  readonly metadata: Metadata;
  readonly carriers: Carriers;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Jobs in one commit, checkpoints and blobs in one step. */
const PAGE = 1000;

export function noteCommitted(changes: Changes, facts: CommittedFacts): void {
  for (const { documentId, number, state } of [
    ...(changes.versions ?? []),
    ...(changes.judgements ?? []),
  ]) {
    const waits = state === 'pending';
    facts.versions.set(JSON.stringify([documentId, number]), { documentId, number, waits });
  }
  for (const subject of protectedSubjects({ contracts: changes.contracts ?? [] })) {
    if ('contractId' in subject) facts.contracts.set(subject.contractId, subject);
  }
  for (const { blobId } of changes.erasures ?? []) facts.erasedBlobs.add(blobId);
}

/**
 * Everything that is still to be done, made from what is so and not from the jobs of then, some of which are done.
 * Each is the job that the use case itself leaves, and done twice it is the same.
 */
export async function* dueJobs(
  facts: CommittedFacts,
  ports: DueJobsPorts,
): AsyncGenerator<readonly NewJob[]> {
  let page: NewJob[] = [];
  for await (const job of allJobs(facts, ports)) {
    page.push(job);
    if (page.length === PAGE) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

async function* allJobs(
  { versions, contracts, erasedBlobs }: CommittedFacts,
  ports: DueJobsPorts,
): AsyncGenerator<NewJob> {
  const { carriers, clock, newId } = ports;
  const time = clock.now();
  const next = () => ({ id: newId(), time });
  for (const { waits, ...version } of versions.values()) {
    if (waits) yield judgingJob(version, time, ports);
    if (carriers.protects) yield protectJob(version, next());
  }
  if (carriers.protects) {
    for (const subject of contracts.values()) yield protectJob(subject, next());
  }
  const erased = [...erasedBlobs];
  for (let at = 0; at < erased.length; at += PAGE) {
    yield removalJob(erased.slice(at, at + PAGE), next());
  }
  yield* checkpointJobs(ports, next);
}

/** What each head that was signed should have and has not: the operator's cosignature, and a time-stamp. */
async function* checkpointJobs(
  { metadata: { journal }, carriers }: DueJobsPorts,
  next: () => { readonly id: string; readonly time: Date },
): AsyncGenerator<NewJob> {
  if (!carriers.stamps && !carriers.cosigns) return;
  for (let from = 0; ; ) {
    const notes = await journal.checkpoints(from, PAGE);
    if (notes.length === 0) return;
    for (const note of notes) {
      const { size } = parseCheckpoint(parseNote(note).text);
      const kinds = (await journal.supplements(size)).map((bytes) => parseSupplement(bytes).kind);
      const head = { size, note };
      if (carriers.cosigns && !kinds.includes('cosignature')) yield cosignJob(head, next());
      if (carriers.stamps && !kinds.includes('time-stamp')) yield stampJob(head, next());
      from = size;
    }
  }
}
