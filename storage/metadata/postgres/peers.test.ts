import type { ExecutionContext } from 'ava';
import pg from 'pg';
import { POSTGRES_NPM } from '../../../test-fixtures/postgres/engines.ts';
import {
  type PostgresServer,
  startPostgres,
} from '../../../test-fixtures/postgres/start-postgres.ts';
import { testOn } from '../../../test-fixtures/postgres/test-on.ts';
import { until } from '../../../test-fixtures/waiting/until.ts';
import type { PeerMessage, Peers, Term } from '../../../vault/ports/peers.ts';
import { outcome } from '../../contracts/outcome.ts';
import * as sample from '../../contracts/samples.ts';
import { claimDatabase } from './claim-database.ts';
import { openPostgresMetadata, type PostgresMetadata } from './open-postgres-metadata.ts';
import { openPeers, type PeersRequest } from './peers.ts';
import { tryLock } from './session-locks.ts';

const test = testOn(POSTGRES_NPM);

interface Candidate {
  readonly store: PostgresMetadata;
  readonly peers: Peers;
  readonly terms: Term[];
  readonly told: PeerMessage[];
  leads: boolean;
}

async function ground(t: ExecutionContext) {
  const server = await startPostgres(POSTGRES_NPM);
  t.teardown(() => server.stop());
  const url = await server.newSchema();
  const join = async (more: Partial<PeersRequest> = {}): Promise<Candidate> => {
    const store = await openPostgresMetadata({ url });
    const peers = openPeers({
      address: { url },
      journalOf: (term) => store.journalOf(term),
      onFailure: () => undefined,
      pollMilliseconds: 30,
      restMilliseconds: 300,
      ...more,
    });
    const candidate: Candidate = { store, peers, terms: [], told: [], leads: false };
    t.teardown(async () => {
      await peers.close();
      await store.close();
    });
    await peers.start({
      elected(term) {
        candidate.terms.push(term);
        candidate.leads = true;
      },
      resigned: () => {
        candidate.leads = false;
      },
      told: (message) => candidate.told.push(message),
    });
    return candidate;
  };
  return { server, url, join };
}

test('one is elected; when it leaves, another follows under a later term', async (t) => {
  const { join } = await ground(t);
  const first = await join();
  const others = [await join(), await join()];
  t.true(first.leads);
  t.deepEqual(
    others.map(({ leads }) => leads),
    [false, false],
  );
  await first.peers.close();
  t.false(first.leads);
  await until(() => others.some(({ leads }) => leads));
  const next = others.find(({ leads }) => leads);
  t.is(next?.terms[0]?.number, (first.terms[0]?.number ?? 0) + 1);
  t.is(others.filter(({ leads }) => leads).length, 1);
});

test('a leader whose connection is lost is followed, by itself or another, and what it still writes is refused', async (t) => {
  const { server, join } = await ground(t);
  const [first, second] = [await join(), await join()];
  const terms = () => [...first.terms, ...second.terms];
  const sequence = (term: Term | undefined, size: number, id: string) =>
    outcome(term?.journal.sequence(sample.batch(size, [id])) ?? Promise.reject());
  const [term] = first.terms;
  await first.store.commit({ entries: [sample.entry('a'), sample.entry('b')] });
  t.is(await sequence(term, 0, 'a'), 'done');
  await endLeader(server);
  await until(() => terms().length > 1);
  t.is(await sequence(term, 1, 'b'), 'stale');
  const later = terms().find(({ number }) => number > (term?.number ?? 0));
  t.is(await sequence(later, 1, 'b'), 'done');
  await until(() => [first, second].filter(({ leads }) => leads).length === 1);
});

test('who resigns lets others lead, and stands again after a rest', async (t) => {
  const { join } = await ground(t);
  const first = await join();
  const second = await join();
  first.peers.resign();
  await until(() => second.leads);
  t.false(first.leads);
  await second.peers.close();
  await until(() => first.leads);
  t.is(first.terms.length, 2);
});

test('a leader that hangs loses its connection and the lead', async (t) => {
  const { url, join } = await ground(t);
  const store = await openPostgresMetadata({ url });
  await store.close();
  const hung = new pg.Client({ connectionString: url });
  hung.on('error', () => undefined);
  await hung.connect();
  t.true(await tryLock(hung, 'lead'));
  const candidate = await join({ silenceMilliseconds: 500 });
  await until(() => candidate.leads);
  await t.throwsAsync(hung.query('SELECT 1'));
});

test('a leader that lives shows it at every poll', async (t) => {
  const { server, join } = await ground(t);
  await join();
  const shown = async () => {
    const [row] = await server.query(
      `SELECT a.pid, a.state_change::text FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.mode = 'ExclusiveLock'`,
    );
    return row;
  };
  const before = await shown();
  for (;;) {
    const now = await shown();
    t.is(now?.['pid'], before?.['pid']);
    if (now?.['state_change'] !== before?.['state_change']) break;
  }
});

test('what one tells the others hear, and it does not hear itself', async (t) => {
  const { join } = await ground(t);
  const [first, second] = [await join(), await join()];
  for (const { told } of [first, second]) told.splice(0);
  second.peers.tell('pending');
  await until(() => first.told.includes('pending'));
  for (let n = 0; n < 100; n += 1) first.peers.tell('sequenced');
  await until(() => second.told.includes('sequenced'));
  t.false(first.told.includes('sequenced'));
  t.false(second.told.includes('pending'));
});

test('a command that needs the service stopped is refused while a process runs, and keeps others away', async (t) => {
  const { url, join } = await ground(t);
  const first = await join();
  t.is(await outcome(claimDatabase({ url })), 'unavailable');
  await first.peers.close();
  const release = await claimDatabase({ url });
  t.is(await outcome(claimDatabase({ url })), 'unavailable');
  const failures: unknown[] = [];
  const second = await join({ onFailure: (error) => failures.push(error) });
  t.false(second.leads);
  await until(() => failures.length > 0);
  await release();
  await until(() => second.leads);
});

test('after the server was away one is elected again', async (t) => {
  const { server, join } = await ground(t);
  const candidates = [await join(), await join()];
  await server.kill();
  await until(() => candidates.every(({ leads }) => !leads));
  await server.start();
  await until(() => candidates.filter(({ leads }) => leads).length === 1);
  t.pass();
});

async function endLeader(server: PostgresServer): Promise<void> {
  await server.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted`,
  );
}
