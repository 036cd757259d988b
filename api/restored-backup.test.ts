// An old copy of the data, restored: the journal must not be signed a second time from there (C2SP tlog-checkpoint).
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { TestIdentity } from '../test-fixtures/pki/create-pki.ts';
import { bank, exporter, head } from '../test-fixtures/pki/subjects.ts';
import { JournalError } from '../vault/journal/journal-error.ts';
import { compose } from './compose.ts';
import type { Config } from './config.ts';
import { configOf, enter, prepareKeys, startPki } from './service.fixture.ts';

const PORTS = { clock: { now: () => new Date() }, log: { write: () => undefined } };

/** Runs the service until the operator has registered one participant. */
async function actOnce(config: Config, operator: TestIdentity, inn: string, ogrn: string) {
  const service = await compose(config, PORTS);
  try {
    const { port } = await service.listen();
    const client = await enter(`http://127.0.0.1:${port}`, operator);
    const facts = { kind: 'foreign-person', name: 'Example', inn, ogrn };
    const { status } = await client.post('/v1/participants', facts, randomUUID());
    if (status !== 201) throw new Error(`status ${status}`);
  } finally {
    await service.close();
  }
}

/** Data of two acts is replaced by its copy after the first; then the service is started. */
async function startRestored(t: ExecutionContext, lastHead: 'inside' | 'outside') {
  const folder = await mkdtemp(join(tmpdir(), 'okno-restored-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const [data, copy] = [join(folder, 'data'), join(folder, 'copy')];
  const pki = await startPki(t);
  const operator = await pki.issue({ subject: head });
  await prepareKeys(data, pki);
  const config = configOf(data, {
    operator: { name: exporter.name, inn: exporter.inn, ogrn: exporter.ogrn },
    ...(lastHead === 'outside' ? { lastHead: join(folder, 'elsewhere', 'head.json') } : {}),
  });
  await actOnce(config, operator, bank.inn, bank.ogrn);
  await cp(data, copy, { recursive: true });
  await actOnce(config, operator, '7707083893', '1027700132195');
  await rm(data, { recursive: true });
  await cp(copy, data, { recursive: true });
  const service = await compose(config, PORTS);
  await service.close();
}

test('a restored old copy is refused when the last signed head lies outside the data folder', async (t) => {
  const error = await t.throwsAsync(startRestored(t, 'outside'), { instanceOf: JournalError });
  t.is(error?.code, 'fork');
});

test('its twin: inside the folder the head is restored along with the data and sees nothing', async (t) => {
  await t.notThrowsAsync(startRestored(t, 'inside'));
});
