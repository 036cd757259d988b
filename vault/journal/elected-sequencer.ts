import type { LastHead } from '../ports/last-head.ts';
import type { JournalStore } from '../ports/metadata.ts';
import type { Peers, Term } from '../ports/peers.ts';
import { StorageError } from '../ports/storage-error.ts';
import { createSequencer, type Sequencer, type SequencerPorts } from './create-sequencer.ts';
import { JournalError } from './journal-error.ts';

export interface ElectedPorts extends SequencerPorts {
  readonly peers: Peers;
  /** Hears of every pass that failed; what it left pending is sequenced later. */
  readonly onFailure: (error: unknown) => void;
  /** Between two looks at what others have done, in case that they could not be heard. */
  readonly pollMilliseconds?: number;
  /** After which a caller is told that nobody sequences. */
  readonly patienceMilliseconds?: number;
}

export interface ElectedSequencer extends Sequencer {
  /** Whether this process sequences now. */
  leads(): boolean;
}

/**
 * The sequencer of one of several processes. The one that is elected sequences for all; the others wait until it
 * has. Whoever leads, an entry counts as sequenced when LastHead covers it: acknowledgement comes last.
 */
export function electedSequencer(ports: ElectedPorts): ElectedSequencer {
  const { peers, pollMilliseconds = 500, patienceMilliseconds = 20_000 } = ports;
  let leading: Sequencer | undefined;
  let first: Promise<void> | undefined;
  let changed = Promise.withResolvers<void>();
  let closed = false;

  const wake = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const pass = async (sequencer: Sequencer) => {
    try {
      await sequencer.start();
    } catch (error) {
      failed(sequencer, error);
      throw error;
    }
  };
  /** Another process may have what this one lacks: the right clock, a disk with room. */
  const failed = (sequencer: Sequencer, error: unknown) => {
    if (leading !== sequencer || closed) return;
    ports.onFailure(error);
    retire();
    peers.resign();
  };
  const retire = () => {
    const former = leading;
    leading = undefined;
    wake();
    former?.close().catch(ports.onFailure);
  };
  const lead = (term: Term) => {
    const lastHead = tellingLastHead(ports, () => {
      peers.tell('sequenced');
      wake();
    });
    const sequencer = createSequencer({ ...ports, journal: term.journal, lastHead });
    leading = sequencer;
    first = pass(sequencer);
    first.catch(() => undefined); // `failed` was told
    wake();
  };
  const look = () => {
    if (leading !== undefined) pass(leading).catch(() => undefined); // `failed` was told
  };
  const timer = setInterval(look, pollMilliseconds);
  timer.unref();

  return {
    leads: () => leading !== undefined,
    async start() {
      await peers.start({
        elected: lead,
        resigned: retire,
        told: (message) => (message === 'pending' ? look() : wake()),
      });
      await first; // what is wrong with the log is said before anybody is served
    },
    async sequenced(entryIds) {
      const end = performance.now() + patienceMilliseconds;
      let cause: unknown;
      let missing = entryIds;
      while (missing.length > 0) {
        if (closed) throw new JournalError('closed', 'the journal is closed');
        const news = changed.promise;
        const sequencer = leading;
        if (sequencer === undefined) peers.tell('pending');
        else {
          try {
            await sequencer.sequenced(missing);
            return;
          } catch (error) {
            cause = error;
            failed(sequencer, error);
          }
        }
        missing = await notCovered(ports, missing);
        if (missing.length === 0) return;
        if (performance.now() > end) throw cause ?? nobody();
        await soon(news, pollMilliseconds);
      }
    },
    async close() {
      closed = true;
      clearInterval(timer);
      wake();
      await leading?.close();
      await peers.close();
    },
  };
}

function nobody(): StorageError {
  return new StorageError('unavailable', 'no process sequences the journal now');
}

/** After every head that is remembered the others hear of it. */
function tellingLastHead({ lastHead }: ElectedPorts, tell: () => void): LastHead {
  return {
    read: () => lastHead.read(),
    async write(expected, next) {
      await lastHead.write(expected, next);
      tell();
    },
  };
}

/** Those that are not in the log, or that no remembered head covers yet. */
async function notCovered(
  { journal, lastHead }: { readonly journal: JournalStore; readonly lastHead: LastHead },
  entryIds: readonly string[],
): Promise<readonly string[]> {
  const entries = await Promise.all(entryIds.map((id) => journal.entry(id)));
  const size = (await lastHead.read())?.size ?? 0;
  return entryIds.filter((_, at) => (entries[at]?.index ?? size) >= size);
}

async function soon(news: Promise<void>, milliseconds: number): Promise<void> {
  const timer = Promise.withResolvers<void>();
  const timeout = setTimeout(timer.resolve, milliseconds);
  await Promise.race([news, timer.promise]);
  clearTimeout(timeout);
}
