import { setTimeout as wait } from 'node:timers/promises';
import pg, { type Client } from 'pg';
import type { JournalStore } from '../../../vault/ports/metadata.ts';
import type { PeerListener, PeerMessage, Peers } from '../../../vault/ports/peers.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { assertDurable, connectionConfig, type DatabaseAddress } from './connections.ts';
import { beginTerm, confirmTerm, endSilentLeader } from './leader-lock.ts';
import { tryLock, unlock } from './session-locks.ts';

export interface PeersRequest {
  readonly address: DatabaseAddress;
  /** The journal as the leader of a term may write it. */
  readonly journalOf: (term: number) => JournalStore;
  /** Hears why this process is cut off from the others, for now. */
  readonly onFailure: (error: unknown) => void;
  /** Between two looks whether somebody leads. */
  readonly pollMilliseconds?: number;
  /** For which one who resigned does not stand again. */
  readonly restMilliseconds?: number;
  /** After which a leader whose connection says nothing hangs, and its connection is ended. */
  readonly silenceMilliseconds?: number;
}

const CHANNELS: Readonly<Record<PeerMessage, string>> = {
  pending: 'okno_pending',
  sequenced: 'okno_sequenced',
};
const MESSAGES: readonly PeerMessage[] = ['pending', 'sequenced'];

/** Milliseconds: a question of this connection takes no time; without an answer it counts as lost. */
const ANSWER_TIME = 10_000;

/**
 * Election by a lock of a session: it ends with its connection, so that a leader who dies is followed at once. One
 * connection holds the lock, listens to the others, and shows by a question at every poll that its process lives.
 */
export function openPeers(request: PeersRequest): Peers {
  const { pollMilliseconds = 500, restMilliseconds = 2000 } = request;
  const closing = new AbortController();
  const { signal } = closing;
  let connection: Connected | undefined;
  let restUntil = 0;
  let ended: Promise<void> = Promise.resolve();

  const live = async (listener: PeerListener, known: () => void) => {
    while (!signal.aborted) {
      try {
        connection = await connect(request, listener);
        for (const message of MESSAGES) listener.told(message); // while nobody listened
        while (!signal.aborted) {
          await connection.round(performance.now() >= restUntil);
          known();
          await pause(pollMilliseconds, signal);
        }
      } catch (error) {
        if (!signal.aborted) request.onFailure(error);
      }
      await connection?.end();
      connection = undefined;
      known();
      await pause(pollMilliseconds, signal);
    }
  };
  return {
    start: (listener) =>
      new Promise((resolve) => {
        ended = live(listener, resolve);
      }),
    tell: (message) => connection?.tell(message),
    resign() {
      restUntil = performance.now() + restMilliseconds;
    },
    async close() {
      closing.abort();
      await ended;
    },
  };
}

interface Connected {
  /** One look; rejects when the connection is lost. */
  round(standing: boolean): Promise<void>;
  tell(message: PeerMessage): void;
  end(): Promise<void>;
}

async function connect(
  { address, journalOf, silenceMilliseconds = 20_000 }: PeersRequest,
  listener: PeerListener,
): Promise<Connected> {
  const client = new pg.Client({ ...connectionConfig(address), query_timeout: ANSWER_TIME });
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined); // told by the next round
  client.on('error', (error) => lost.reject(error));
  client.on('end', () => lost.reject(new Error('the connection has ended')));
  let term: number | undefined;
  const resigned = () => {
    if (term === undefined) return;
    term = undefined;
    listener.resigned();
  };
  try {
    await client.connect();
    await assertDurable(client);
    if (!(await tryLock(client, 'presence', 'shared'))) {
      throw new StorageError(
        'unavailable',
        'a command of the operator has the database for itself',
      );
    }
    await listen(client, listener);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  const telling = teller(client);
  return {
    tell: (message) => telling.tell(message),
    async round(standing) {
      await Promise.race([step(standing), lost.promise]);
    },
    async end() {
      resigned();
      await telling.done();
      await Promise.race([client.end(), wait(ANSWER_TIME, undefined, { ref: false })]);
    },
  };

  async function step(standing: boolean): Promise<void> {
    if (term !== undefined && !(standing && (await confirmTerm(client, term)))) {
      resigned();
      await unlock(client, 'lead');
    }
    if (term !== undefined || !standing) {
      await endSilentLeader(client, silenceMilliseconds); // shows, too, that this process lives
      return;
    }
    if (await tryLock(client, 'lead')) {
      term = await beginTerm(client);
      listener.elected({ number: term, journal: journalOf(term) });
    } else await endSilentLeader(client, silenceMilliseconds);
  }
}

async function listen(client: Client, listener: PeerListener): Promise<void> {
  const own = Number((await client.query('SELECT pg_backend_pid() AS pid')).rows[0]?.pid);
  client.on('notification', ({ channel, processId }) => {
    const message = MESSAGES.find((each) => CHANNELS[each] === channel);
    if (message !== undefined && processId !== own) listener.told(message);
  });
  for (const message of MESSAGES) await client.query(`LISTEN ${CHANNELS[message]}`);
}

/** One notification of a kind is under way at a time: what is told meanwhile makes one more. */
function teller(client: Client) {
  const underWay = new Map<PeerMessage, Promise<void>>();
  const again = new Set<PeerMessage>();
  const send = async (message: PeerMessage) => {
    do {
      again.delete(message);
      await client.query('SELECT pg_notify($1, $2)', [CHANNELS[message], '']);
    } while (again.has(message));
  };
  return {
    tell(message: PeerMessage) {
      if (underWay.has(message)) {
        again.add(message);
        return;
      }
      const sent = send(message)
        .catch(() => undefined) // a hint only: those who wait look by the clock, too
        .finally(() => underWay.delete(message));
      underWay.set(message, sent);
    },
    done: () => Promise.all(underWay.values()),
  };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined); // aborted: no more waiting
}
