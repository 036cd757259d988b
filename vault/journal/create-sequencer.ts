import { failpoint } from '../../faults/failpoint.ts';
import type { Clock } from '../ports/clock.ts';
import { ConflictError } from '../ports/storage-error.ts';
import { JournalError } from './journal-error.ts';
import { type LogState, type LogStores, loadState } from './log-state.ts';
import { type BatchMakers, makeBatch } from './make-batch.ts';
import { createWaiters } from './waiters.ts';

/** Entries under one checkpoint: bounds the memory and the time of one commit. */
const BATCH_SIZE = 512;
/** Attempts when other processes sequence too. */
const STALE_ATTEMPTS = 16;

/**
 * The second phase of the journal: pending entries get index, legal time, checkpoint and receipt, in batches.
 * Database first, LastHead second, acknowledgement last.
 */
export interface Sequencer {
  /** Checks the log against the last signed head and sequences what a crash left pending. */
  start(): Promise<void>;
  /**
   * Resolves when the entries, committed before the call, are sequenced and durable. Rejects with
   * JournalError or StorageError: the entries then stay pending and are sequenced later.
   */
  sequenced(entryIds: readonly string[]): Promise<void>;
  /** Ends after the running batch; later calls reject with JournalError `closed`. */
  close(): Promise<void>;
}

export interface SequencerPorts
  extends Omit<LogStores, 'origin'>,
    Omit<BatchMakers, keyof LogStores> {
  readonly clock: Clock;
}

export function createSequencer(ports: SequencerPorts): Sequencer {
  const stores: LogStores = { ...ports, origin: ports.signer.name };
  const waiters = createWaiters(ports.journal);
  let state: LogState | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let closed = false;

  /** The checked end of the log: from memory while LastHead says that nobody else signed meanwhile. */
  async function currentState(): Promise<LogState> {
    const remembered = await ports.lastHead.read();
    const known = state?.remembered;
    if (
      state !== undefined &&
      known?.size === remembered?.size &&
      known?.root === remembered?.root
    ) {
      return state;
    }
    return loadState(stores);
  }

  /** Sequences one batch; false when nothing was pending. */
  async function sequenceBatch(): Promise<boolean> {
    state = await currentState();
    const pending = await ports.journal.pending(BATCH_SIZE);
    if (pending.length === 0) return false;
    const now = ports.clock.now();
    if (now.getTime() < state.lastTime) {
      const last = new Date(state.lastTime).toISOString();
      throw new JournalError('clock-went-back', `clock says ${now.toISOString()} after ${last}`);
    }
    const before = state.remembered;
    const { batch, next } = await makeBatch(ports, state, pending, now);
    failpoint('sequence/made');
    await ports.journal.sequence(batch);
    failpoint('sequence/stored');
    await ports.lastHead.write(before, next.remembered);
    failpoint('sequence/remembered');
    state = next;
    waiters.resolve(batch.entries.map(({ id }) => id));
    return true;
  }

  async function sequenceAll(): Promise<void> {
    let attempts = 0;
    for (let more = true; more; ) {
      try {
        more = await sequenceBatch();
        attempts = 0;
      } catch (error) {
        // What is stored is not known now: read it again.
        state = undefined;
        attempts += 1;
        const lostRace = error instanceof ConflictError && error.code === 'stale';
        if (!lostRace || attempts >= STALE_ATTEMPTS) throw error;
      }
    }
  }

  async function passes(): Promise<void> {
    try {
      do {
        again = false;
        const asked = waiters.asked();
        await sequenceAll();
        await waiters.settleStored(asked);
      } while (again && !closed);
    } catch (error) {
      waiters.rejectAll(error);
      throw error;
    } finally {
      // In the same turn as the last look at `again`: no caller can fall between.
      running = undefined;
    }
  }

  /** One run at a time: who comes during a run is served by its next pass. */
  function run(): Promise<void> {
    again = true;
    running ??= passes();
    return running;
  }

  const refuseClosed = () => {
    if (closed) throw new JournalError('closed', 'the journal is closed');
  };

  return {
    async start() {
      refuseClosed();
      await run();
    },
    async sequenced(entryIds) {
      refuseClosed();
      const all = waiters.wait(entryIds);
      run().catch(() => undefined); // the waiters were told
      await all;
    },
    async close() {
      closed = true;
      await running?.catch(() => undefined);
      waiters.rejectAll(new JournalError('closed', 'the journal is closed'));
    },
  };
}
