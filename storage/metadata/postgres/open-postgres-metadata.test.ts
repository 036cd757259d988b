import test, { type ExecutionContext } from 'ava';
import { atMost } from '../../../test-fixtures/postgres/at-most.ts';
import { POSTGRES_DEBIAN, POSTGRES_NPM } from '../../../test-fixtures/postgres/engines.ts';
import {
  type PostgresServer,
  startPostgres,
} from '../../../test-fixtures/postgres/start-postgres.ts';
import { testOn } from '../../../test-fixtures/postgres/test-on.ts';
import { archiveContract } from '../../contracts/archive.contract.ts';
import { blobKeysContract } from '../../contracts/blob-keys.contract.ts';
import { delegationsContract } from '../../contracts/delegations.contract.ts';
import { jobsContract } from '../../contracts/jobs.contract.ts';
import { journalContract } from '../../contracts/journal.contract.ts';
import { metadataContract } from '../../contracts/metadata.contract.ts';
import { metadataModel } from '../../contracts/metadata.model.ts';
import { queueContract } from '../../contracts/queue.contract.ts';
import { requestsContract } from '../../contracts/requests.contract.ts';
import { sendingsContract } from '../../contracts/sendings.contract.ts';
import { openPostgresMetadata } from './open-postgres-metadata.ts';

for (const engine of [POSTGRES_NPM, POSTGRES_DEBIAN]) {
  const { name } = engine;
  let server: Promise<PostgresServer> | undefined;
  // Every test at once would want more connections than a server has.
  const gate = atMost(5);
  const make = async (_t: ExecutionContext) => {
    const leave = await gate.enter();
    server ??= startPostgres(engine);
    const store = await openPostgresMetadata({ url: await (await server).newSchema() });
    return { ...store, close: () => store.close().finally(leave) };
  };
  testOn(engine)(`${name} is there`, async (t) => t.pass());
  if (engine.bin === undefined) continue;
  test.after.always(`${name} stops`, async () => (await server)?.stop());
  metadataContract(name, make);
  blobKeysContract(name, make);
  sendingsContract(name, make);
  requestsContract(name, make);
  delegationsContract(name, make);
  archiveContract(name, make);
  journalContract(name, make);
  jobsContract(name, make);
  queueContract(name, make);
  metadataModel(name, make);
}
