import { randomBytes } from 'node:crypto';
import { chown, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { smallDisk, testWithSmallDisk as test } from '../../../test-fixtures/peers/small-disk.ts';
import { POSTGRES_NPM } from '../../../test-fixtures/postgres/engines.ts';
import { startPostgres } from '../../../test-fixtures/postgres/start-postgres.ts';
import { outcome } from '../../contracts/outcome.ts';
import * as sample from '../../contracts/samples.ts';
import { openPostgresMetadata } from './open-postgres-metadata.ts';

test('PostgreSQL on a full disk refuses with no-space, keeps what it took, and takes again when there is room', async (t) => {
  const server = await startPostgres(POSTGRES_NPM);
  t.teardown(() => server.stop());
  // The log of the server is elsewhere: without room for that it ends, and is unavailable.
  const disk = smallDisk(t, 6);
  const location = join(disk, 'tables');
  await mkdir(location, { mode: 0o700 });
  const { uid, gid } = await stat(server.folder);
  await chown(location, uid, gid);
  await writeFile(join(disk, 'filler'), Buffer.alloc(2 << 20));
  await server.query(`CREATE TABLESPACE small LOCATION '${location}'`);
  const settings = encodeURIComponent(' -c default_tablespace=small');
  const store = await openPostgresMetadata({ url: `${await server.newSchema()}${settings}` });
  t.teardown(() => store.close());
  const outcomes: string[] = [];
  const commitBig = () => {
    const text = randomBytes(100_000).toString('base64');
    const entry = { ...sample.entry(`big${outcomes.length}`), content: { text } };
    return outcome(store.commit({ entries: [entry] }));
  };
  while (outcomes.length < 100 && outcomes.at(-1) !== 'no-space') outcomes.push(await commitBig());
  t.is(outcomes.at(-1), 'no-space');
  t.is((await store.journal.pending(1000)).length, outcomes.length - 1);
  await rm(join(disk, 'filler'));
  t.is(await commitBig(), 'done');
});
