import { chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../test-fixtures/engines/leash.ts';
import { runPeer, testWith } from '../../../test-fixtures/peers/peer-test.ts';
import { POSTGRES_NPM } from '../../../test-fixtures/postgres/engines.ts';
import { startPostgres } from '../../../test-fixtures/postgres/start-postgres.ts';
import { until } from '../../../test-fixtures/waiting/until.ts';
import { outcome } from '../../contracts/outcome.ts';
import { openPostgresMetadata } from './open-postgres-metadata.ts';

const test = testWith('openssl', 'openssl');

test('over TLS the server is known by its authority and name; the password is asked for', async (t) => {
  const port = await freePort();
  const server = await startPostgres(POSTGRES_NPM, ['listen_addresses=127.0.0.1'], port);
  t.teardown(() => server.stop());
  const folder = await mkdtemp(join(tmpdir(), 'okno-tls-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const own = await selfSigned(folder, 'own');
  const other = await selfSigned(folder, 'other');
  const { uid, gid } = await stat(server.folder);
  // PostgreSQL takes no key that others may read, or that is not its own.
  const data = join(server.folder, 'data');
  await runPeer('cp', [own.key, join(data, 'server.key')]);
  await runPeer('cp', [own.certificate, join(data, 'server.crt')]);
  for (const name of ['server.key', 'server.crt']) await chown(join(data, name), uid, gid);
  const rules = 'local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n';
  await writeFile(join(data, 'pg_hba.conf'), rules);
  await server.query('ALTER SYSTEM SET ssl = on');
  await server.query("ALTER ROLE okno PASSWORD 'правильный пароль'");
  await server.query('SELECT pg_reload_conf()');

  const url = (host: string, more: string) => `postgres://okno@${host}:${port}/postgres?${more}`;
  const open = async (address: string, password = 'правильный пароль') => {
    const opening = openPostgresMetadata({ url: address, password });
    const said = await outcome(opening);
    if (said === 'done') await (await opening).close();
    return said;
  };
  const strict = `sslmode=verify-full&sslrootcert=${own.certificate}`;
  await t.notThrowsAsync(until(async () => (await open(url('127.0.0.1', strict))) === 'done'));
  t.is(await open(url('127.0.0.1', strict), 'a wrong one'), 'unavailable');
  t.is(
    await open(url('127.0.0.1', strict.replace(own.certificate, other.certificate))),
    'unavailable',
  );
  t.is(await open(url('localhost', strict)), 'unavailable'); // not the name in the certificate
  t.is(await open(url('127.0.0.1', 'sslmode=disable')), 'unavailable'); // the server's own rule
});

async function selfSigned(folder: string, name: string) {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const made = await runPeer('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=test database'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1'],
  ]);
  if (!made.ok) throw new Error(made.output);
  return { key, certificate };
}
