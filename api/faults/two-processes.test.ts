// Two processes of the service over one PostgreSQL and one folder of documents: one sequences, whichever lives.
import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { POSTGRES_NPM } from '../../test-fixtures/postgres/engines.ts';
import { startPostgres } from '../../test-fixtures/postgres/start-postgres.ts';
import { testOn } from '../../test-fixtures/postgres/test-on.ts';
import { type Client, clientOf, type PlaceRequest } from '../demo/client.ts';
import {
  besides,
  type ChildService,
  type Ground,
  meetExporter,
  prepareGround,
  startService,
} from './child-service.ts';
import {
  type Acknowledged,
  acknowledgement,
  checkKept,
  checkNothingHalfVisible,
  signedDocument,
  verifiedReceiptIndexes,
} from './placed-documents.ts';

const test = testOn(POSTGRES_NPM);

const IN_CI = process.env['CI'] !== undefined;
const LEADER_KILLS = IN_CI ? 10 : 5;
const DATABASE_KILLS = IN_CI ? 4 : 2;
const CLIENTS = 4;
/** Acknowledgements between two faults. */
const ENOUGH = 6;

interface Member {
  readonly ground: Ground;
  readonly client: Client;
  service: ChildService;
}

test('two processes and one PostgreSQL: kill -9 of the leader and of the database under load', async (t) => {
  t.timeout(15 * 60 * 1000);
  const database = await startPostgres(POSTGRES_NPM);
  t.teardown(() => database.stop());
  const url = await database.newSchema();
  const first = await prepareGround(t, { database: url, lastHead: 'shared/last-head' });
  const second = await besides(first);
  // At once, over an empty database: one key of the log, one operator, one leader.
  const services = await Promise.all([startService(t, first), startService(t, second)]);
  const { client, contractId, token } = await meetExporter(first);
  const members: readonly [Member, Member] = [
    { ground: first, client, service: services[0] },
    { ground: second, client: clientOf(second.origin, token), service: services[1] },
  ];
  const load = startLoad(first, members, contractId);

  for (let kill = 0; kill < LEADER_KILLS; kill += 1) {
    await load.until(ENOUGH);
    const leader = await leaderOf(members);
    await leader.service.kill();
    const other = members[0] === leader ? members[1] : members[0];
    await leaderOf([other]);
    await load.until(ENOUGH);
    leader.service = await startService(t, leader.ground);
    t.is(await stateOf(leader), 'follows');
  }
  for (let kill = 0; kill < DATABASE_KILLS; kill += 1) {
    await load.until(ENOUGH);
    await database.kill();
    await wait(Math.random() * 1000);
    await database.start();
  }
  await load.until(ENOUGH);
  const acknowledged = await load.stop();
  await leaderOf(members);
  t.deepEqual(load.unexpected, []);
  await checkAll(t, members, { contractId, acknowledged });
});

/** What was acknowledged is whole at either process, and the journal has each index once. */
async function checkAll(
  t: ExecutionContext,
  members: readonly [Member, Member],
  { contractId, acknowledged }: { contractId: string; acknowledged: readonly Acknowledged[] },
): Promise<void> {
  t.log(`${acknowledged.length} documents were acknowledged`);
  for (const { client } of members) {
    for (const one of acknowledged) await checkKept(client, one);
    await checkNothingHalfVisible(client, contractId);
  }
  const [{ ground, client }] = members;
  const indexes = await verifiedReceiptIndexes(ground, client, acknowledged);
  t.is(new Set(indexes).size, indexes.length, 'no index of the journal is given twice');
}

/** Writers that send a request again, to the other process, until it is acknowledged: always the same one. */
function startLoad(ground: Ground, members: readonly Member[], contractId: string) {
  const acknowledged: Acknowledged[] = [];
  const unexpected: string[] = [];
  let stopped = false;
  let number = 0;
  const path = `/v1/contracts/${contractId}/documents`;

  const place = async (request: PlaceRequest, attempt: number): Promise<boolean> => {
    const member = members[(number + attempt) % members.length];
    const answer = await member?.client.place(path, request).catch(() => undefined);
    if (answer === undefined) return false; // killed in the middle: nothing was promised
    if (answer.status === 201) {
      acknowledged.push(acknowledgement(answer));
      return true;
    }
    if (answer.status !== 503)
      unexpected.push(`${answer.status} ${Buffer.from(answer.bytes).toString()}`);
    return false;
  };
  const writers = Array.from({ length: CLIENTS }, async () => {
    while (!stopped) {
      number += 1;
      const request = await signedDocument(ground, number);
      for (let attempt = 0; !(await place(request, attempt)); attempt += 1) await wait(50);
    }
  });
  return {
    unexpected,
    /** Waits for so many more acknowledgements. */
    async until(more: number) {
      const wanted = acknowledged.length + more;
      while (acknowledged.length < wanted) await wait(5);
    },
    async stop() {
      stopped = true;
      await Promise.all(writers);
      return acknowledged;
    },
  };
}

/** The one that leads, once exactly one does. */
async function leaderOf(members: readonly Member[]): Promise<Member> {
  for (;;) {
    const states = await Promise.all(members.map(stateOf));
    const leaders = members.filter((_, at) => states[at] === 'leads');
    const [leader] = leaders;
    if (leader !== undefined && leaders.length === 1) return leader;
    await wait(50);
  }
}

async function stateOf({ client }: Member): Promise<unknown> {
  const { json } = await client.get('/readyz');
  return Object(json['engines'])['journal'];
}
