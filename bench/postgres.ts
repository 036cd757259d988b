import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { meetExporter, prepareGround, startService } from '../api/faults/child-service.ts';
import { openPostgresMetadata } from '../storage/metadata/postgres/open-postgres-metadata.ts';
import { POSTGRES_NPM } from '../test-fixtures/postgres/engines.ts';
import { type PostgresServer, startPostgres } from '../test-fixtures/postgres/start-postgres.ts';
import { intakeClient, prepareIntakes } from './intake-client.ts';
import { newEntry, openJournal } from './journal.ts';
import type { Say } from './measure.ts';
import { inTurn, rateAtOnce, ratios } from './rate.ts';

const WRITERS = 64;
const ENTRIES = 3200;
const ROUNDS = 3;
const INTAKE = { clients: 32, total: 160 };
const SIZE = 200 * 1024;

interface Endings {
  teardown(end: () => Promise<void>): void;
}

/** PostgreSQL on this machine beside SQLite: journal entries that are durable and sequenced, and whole intakes. */
export async function measure(say: Say): Promise<void> {
  const ends: (() => Promise<void>)[] = [];
  const endings = { teardown: (end: () => Promise<void>) => void ends.unshift(end) };
  try {
    const server = await startPostgres(POSTGRES_NPM);
    endings.teardown(() => server.stop());
    await measureJournal(server, endings, say);
    await measureIntake(server, endings, say);
  } finally {
    for (const end of ends) await end();
  }
}

async function measureJournal(server: PostgresServer, t: Endings, say: Say): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-bench-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const postgres = await openPostgresMetadata({ url: await server.newSchema() });
  const journals = [
    {
      name: `durable entries on PostgreSQL, ${WRITERS} writers`,
      ...(await openJournal(join(folder, 'pg'), postgres)),
    },
    { name: 'durable entries on SQLite', ...(await openJournal(join(folder, 'sqlite'))) },
  ];
  const bare = await bareInserts(server, t);
  const standings = await inTurn(
    [
      ...journals.map(({ name, metadata, sequencer }) => ({
        name,
        round: () =>
          rateAtOnce(
            async () => {
              const entry = newEntry();
              await metadata.commit({ entries: [entry] });
              await sequencer.sequenced([entry.id]);
            },
            { clients: WRITERS, total: ENTRIES },
          ),
      })),
      { name: `single inserts of bare PostgreSQL, ${WRITERS} writers`, round: bare },
    ],
    ROUNDS,
  );
  for (const line of ratios(standings)) say(line);
  for (const { sequencer, metadata } of journals) {
    await sequencer.close();
    await metadata.close();
  }
}

/** What the same number of writers get of the server without any of ours, over as many connections. */
async function bareInserts(server: PostgresServer, t: Endings): Promise<() => Promise<number>> {
  await server.query('CREATE TABLE bare (id text PRIMARY KEY, record text NOT NULL)');
  const pool = new pg.Pool({ connectionString: server.url(), max: 16 });
  t.teardown(() => pool.end());
  const text = 'INSERT INTO bare VALUES ($1, $2)';
  return () =>
    rateAtOnce(
      async () => {
        const values = [randomUUID(), JSON.stringify(newEntry())];
        await pool.query({ name: 'bare', text, values });
      },
      { clients: WRITERS, total: ENTRIES },
    );
}

async function measureIntake(server: PostgresServer, t: Endings, say: Say): Promise<void> {
  const database = { database: await server.newSchema(), lastHead: 'head/last-head' };
  const contenders = [];
  for (const [name, settings] of [
    [`intake on PostgreSQL, ${INTAKE.clients} clients`, database],
    ['intake on SQLite', {}],
  ] as const) {
    const ground = await prepareGround(t, { uploads: 64, ...settings });
    await startService(t, ground);
    const client = intakeClient(ground.origin, await meetExporter(ground));
    t.teardown(async () => client.close());
    const round = async () => {
      const prepared = await prepareIntakes(ground, { size: SIZE, count: INTAKE.total });
      return rateAtOnce(async (number) => {
        const one = prepared[number - 1];
        if (one !== undefined) await client.send(one);
      }, INTAKE);
    };
    contenders.push({ name, round });
  }
  for (const line of ratios(await inTurn(contenders, ROUNDS))) say(line);
}
