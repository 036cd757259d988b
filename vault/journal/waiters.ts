import type { JournalStore } from '../ports/metadata.ts';
import { JournalError } from './journal-error.ts';

type Settle = (error?: unknown) => void;

/** Callers that wait until their entries are sequenced. */
export interface Waiters {
  wait(entryIds: readonly string[]): Promise<void>;
  /** Ids that somebody waits for now. */
  asked(): readonly string[];
  resolve(entryIds: readonly string[]): void;
  /** Settles those that were asked for before the pass and were not in it: an earlier one had them. */
  settleStored(entryIds: readonly string[]): Promise<void>;
  rejectAll(error: unknown): void;
}

export function createWaiters(journal: JournalStore): Waiters {
  const waiting = new Map<string, Settle[]>();

  const settle = (id: string, error?: unknown) => {
    const callers = waiting.get(id) ?? [];
    waiting.delete(id);
    for (const caller of callers) caller(error);
  };
  const waitFor = (id: string) =>
    new Promise<void>((resolve, reject) => {
      const caller: Settle = (error) => (error === undefined ? resolve() : reject(error));
      waiting.set(id, [...(waiting.get(id) ?? []), caller]);
    });

  return {
    async wait(entryIds) {
      await Promise.all(entryIds.map(waitFor));
    },
    asked: () => [...waiting.keys()],
    resolve: (entryIds) => {
      for (const id of entryIds) settle(id);
    },
    async settleStored(entryIds) {
      for (const id of entryIds.filter((each) => waiting.has(each))) {
        const entry = await journal.entry(id);
        const unknown = new JournalError('unknown-entry', `no entry ${id} was committed`);
        settle(id, entry === undefined ? unknown : undefined);
      }
    },
    rejectAll: (error) => {
      for (const id of [...waiting.keys()]) settle(id, error);
    },
  };
}
