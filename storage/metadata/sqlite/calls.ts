import type { JournalStore, Metadata } from '../../../vault/ports/metadata.ts';
import type { WireError } from './sqlite-error.ts';

type Now<T> = {
  [K in keyof T]: T[K] extends (...parameters: infer P) => Promise<infer R>
    ? (...parameters: P) => R
    : never;
};

/** What the worker thread answers: the methods of the port, the journal's beside the others. */
export type Calls = Now<Omit<Metadata, 'journal' | 'close'>> & Now<JournalStore>;

export interface Request {
  readonly id: number;
  readonly name: keyof Calls | 'close';
  readonly parameters: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: WireError };

/** The first message of the worker has this id: the file is open, or why it is not. */
export const OPENED = 0;

/** These share one transaction and one sync with whatever else waits (group commit). */
export const GROUPED: ReadonlySet<Request['name']> = new Set([
  'commit',
  'removeSessions',
  'takeJobs',
  'takeJob',
  'finishJob',
  'postponeJob',
  'putSupplement',
]);
