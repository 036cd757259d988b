// The log key and the seal are replaced, or declared compromised; what was receipted before and after is judged offline.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { killCycles, pointsOf } from '../../faults/kill-tests.fixture.ts';
import type { FailPoint } from '../../faults/points.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import { toPem } from '../../formats/x509/pem.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createPki, type TestIdentity } from '../../test-fixtures/pki/create-pki.ts';
import { bank, head } from '../../test-fixtures/pki/subjects.ts';
import type { JournalAction } from '../../vault/model/journal.ts';
import { readLogKeys } from '../../verify/cli/read-log-keys.ts';
import { defaultPolicy } from '../../verify/policy/default-policy.ts';
import { verifyReceipt } from '../../verify/receipts/verify-receipt.ts';
import { openJournal } from '../composition/open-journal.ts';
import { openStores } from '../composition/open-stores.ts';
import { algorithms, configOf } from '../service.fixture.ts';
import { run as runErase } from './erase.ts';
import { run } from './keys.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));

async function writeSeal(folder: string, { pkcs8, certificate, chain }: TestIdentity) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'seal.key'), toPem('PRIVATE KEY', pkcs8));
  const certificates = [certificate, ...chain].map(({ der }) => toPem('CERTIFICATE', der));
  await writeFile(join(folder, 'seal.crt'), certificates.join(''));
}

/** A journal without its service; `now` is what its clock says. */
async function operatorOf(t: ExecutionContext) {
  const path = await scratchFolder(t);
  const pki = await createPki({ now: () => new Date() });
  await writeSeal(path('data/keys'), await pki.issue({ subject: head }));
  const config = configOf(path('data'));
  await writeFile(path('okno.json'), JSON.stringify({ data: 'data', logName: config.logName }));
  const world = { now: Date.now() };
  const clock = { now: () => new Date(world.now) };
  const log = { write: () => undefined };
  /** One entry, its receipt, and the name of the file with the log keys of that day. */
  const receipt = async (id: string, action: JournalAction = 'document.placed') => {
    const stores = await openStores(config);
    const { sequencer } = await openJournal({ config, stores, algorithms, clock, log });
    const actor = { participant: 'p-1', authentication: 'qualified-signature' };
    const entry = { id, actor, paragraph: 'D65-24', content: { id }, receipt: true };
    await stores.metadata.commit({ entries: [{ ...entry, action }] });
    await sequencer.start();
    const bytes = (await stores.metadata.journal.receipt(id)) ?? new Uint8Array();
    await sequencer.close();
    await stores.metadata.close();
    await writeFile(path(`${id}.vkey`), await readFile(path('data/keys/log.vkey')));
    return bytes;
  };
  const okno = async (...args: readonly string[]) => {
    const out = { stdout: '', stderr: '' };
    const code = await run([...args, '--config', 'okno.json'], {
      stdout: { write: (text) => (out.stdout += text) },
      stderr: { write: (text) => (out.stderr += text) },
      environment: { LANG: 'en' },
      cwd: path('.'),
      now: clock.now,
    });
    return { code, ...out };
  };
  const statements = async () =>
    (await readdir(path('data/keys/statements')).catch(() => [])).map((name) =>
      path(`data/keys/statements/${name}`),
    );
  const judge = async (bytes: Uint8Array, keys: string, keyStatements: readonly string[] = []) => {
    const crls = [parseCrl(await pki.crl()), parseCrl(await pki.crl(new Date(), { of: 'root' }))];
    const context = { cwd: path('.'), algorithms };
    const report = await verifyReceipt({
      ...{ bytes, algorithms, policy: defaultPolicy, trust: [{ certificate: pki.root }] },
      logKeys: await readLogKeys({ logKeys: [keys], keyStatements }, context),
      evidence: { certificates: [], crls, ocspResponses: [] },
      time: new Date(Date.now() + 60_000),
    });
    return report.reason.code;
  };
  return { path, pki, world, receipt, okno, statements, judge, config };
}

test('replace-log: receipts of both keys hold for ever, and the statement leads from the old key to the new', async (t) => {
  const { world, receipt, okno, statements, judge } = await operatorOf(t);
  const first = await receipt('first');
  t.is(await judge(first, 'first.vkey'), 'passed');
  const answer = await okno('replace-log', '--reason', 'yearly');
  t.is(answer.code, 0, answer.stderr);
  t.regex(answer.stdout, /^okno-vault log key statement v1\nokno\.test\/journal\nreplaced /);
  world.now += 5;
  const second = await receipt('second');
  t.is(await judge(second, 'first.vkey'), 'log-key-not-given');
  t.is(await judge(second, 'first.vkey', await statements()), 'passed');
  t.is(await judge(first, 'first.vkey', await statements()), 'passed');
  t.is(await judge(first, 'second.vkey'), 'passed', 'the published file names the former key');
  t.is(await judge(second, 'second.vkey'), 'passed');
  t.is((await okno('replace-log')).code, 0);
  const third = await receipt('third');
  t.is(await judge(third, 'first.vkey', await statements()), 'passed', 'two steps');
  t.is(await judge(first, 'third.vkey'), 'passed');
});

test('the announcement is signed by the old key, and nothing of the old key is later', async (t) => {
  const { receipt, okno, judge, config } = await operatorOf(t);
  await receipt('first');
  await okno('replace-log', '--reason', 'yearly');
  await receipt('second');
  const stores = await openStores(config);
  t.teardown(() => stores.metadata.close());
  const entries = await stores.metadata.journal.entries(0, 9);
  const announced = entries.find(({ action }) => action === 'key.replaced');
  const { content } = JSON.parse(Buffer.from(announced?.bytes ?? []).toString());
  t.like(content, { key: 'log', reason: 'yearly' });
  const proof = (await stores.metadata.journal.receipt(announced?.id ?? '')) ?? new Uint8Array();
  t.is(await judge(proof, 'first.vkey'), 'passed');
});

test('compromised-log: what the old key signs after the moment is refused, and before it needs another proof', async (t) => {
  const { world, receipt, okno, statements, judge } = await operatorOf(t);
  const before = await receipt('before');
  world.now += 1000;
  const moment = new Date(world.now).toISOString();
  world.now += 1000;
  const after = await receipt('after');
  world.now += 1000;
  const answer = await okno('compromised-log', '--at', moment, '--reason', 'theft');
  t.is(answer.code, 0, answer.stderr);
  const next = await receipt('next');
  const told = await statements();
  t.is(await judge(before, 'before.vkey', told), 'log-key-compromised');
  t.is(await judge(after, 'before.vkey', told), 'entry-after-compromise');
  t.is(await judge(before, 'next.vkey'), 'log-key-compromised', 'the published file says so too');
  t.is(await judge(next, 'next.vkey'), 'passed');
  t.is(
    await judge(next, 'before.vkey', told),
    'log-key-not-given',
    'nobody is led on by a stolen key',
  );
});

test('replace-seal: the old seal seals the announcement, receipts of both hold', async (t) => {
  const { path, pki, receipt, okno, judge } = await operatorOf(t);
  const first = await receipt('first');
  t.is((await okno('replace-seal')).code, 78, 'nothing lies in keys/next');
  await writeSeal(
    path('data/keys/next'),
    await pki.issue({ subject: { ...head, commonName: bank.name } }),
  );
  const answer = await okno('replace-seal');
  t.is(answer.code, 0, answer.stderr);
  t.regex(answer.stdout, /^[0-9a-f]{64}\n$/);
  const second = await receipt('second');
  t.is(await judge(first, 'first.vkey'), 'passed');
  t.is(await judge(second, 'first.vkey'), 'passed');
  t.deepEqual(await readdir(path('data/keys/next')), []);
  t.is((await okno('compromised-seal', '--at', new Date().toISOString())).code, 0);
});

for (const args of [
  [],
  ['steal'],
  ['replace-log', '--at', '2026-01-01'],
  ['compromised-log'],
  ['compromised-log', '--at', 'soon'],
]) {
  test(`okno keys ${args.join(' ')}: wrong usage changes nothing`, async (t) => {
    const { okno, receipt, statements } = await operatorOf(t);
    await receipt('first');
    t.is((await okno(...args)).code, 64);
    t.deepEqual(await statements(), []);
  });
}

test('okno erase: the entry is gone, the log goes on, and what must stay is refused', async (t) => {
  const { receipt, judge, path, world } = await operatorOf(t);
  const first = await receipt('first');
  const erase = async (...args: readonly string[]) => {
    const out = { stdout: '', stderr: '' };
    const code = await runErase([...args, '--config', 'okno.json'], {
      stdout: { write: (text) => (out.stdout += text) },
      stderr: { write: (text) => (out.stderr += text) },
      environment: { LANG: 'en' },
      cwd: path('.'),
      now: () => new Date(world.now),
    });
    return { code, ...out };
  };
  const why = ['--ground', '152-FZ', '--by', 'Gromov'];
  t.is((await erase('first', ...why)).code, 65, 'a placing is kept');
  t.is((await erase('nobody', ...why)).code, 65);
  t.is((await erase('first')).code, 64);
  await receipt('seen', 'document.read');
  const answer = await erase('seen', ...why);
  t.is(answer.code, 0, answer.stderr);
  t.regex(answer.stdout, /^[\w-]{36}\n$/);
  t.is((await erase('seen', ...why)).code, 65, 'once');
  t.is(await judge(await receipt('after'), 'after.vkey'), 'passed');
  t.is(await judge(first, 'after.vkey'), 'passed');
});

test('okno keys refuses while the service holds the store', async (t) => {
  const { okno, receipt, config } = await operatorOf(t);
  await receipt('first');
  const stores = await openStores(config);
  t.is((await okno('replace-log')).code, 69);
  await stores.metadata.close();
});

const CYCLES = killCycles({ ci: 1 });

for (const point of pointsOf(import.meta.url)) {
  for (const action of ['replace-log', 'compromised-log'] as const) {
    test.serial(
      `${action} killed at ${point}: the log goes on under one key, and the next run finishes it`,
      async (t) => {
        t.timeout(CYCLES * 60_000);
        for (let cycle = 0; cycle < CYCLES; cycle += 1) await killChange(t, point, action);
      },
    );
  }
}

async function killChange(
  t: ExecutionContext,
  point: FailPoint,
  action: 'replace-log' | 'compromised-log',
): Promise<void> {
  const { path, world, receipt, okno, statements, judge } = await operatorOf(t);
  const first = await receipt('first');
  const at = action === 'compromised-log' ? ['--at', new Date(0).toISOString()] : [];
  const child = spawn(process.execPath, [CLI, 'keys', action, ...at, '--config', 'okno.json'], {
    cwd: path('.'),
    env: { ...process.env, INIT_CWD: path('.'), OKNO_FAILPOINT: point },
    stdio: 'ignore',
  });
  t.deepEqual((await once(child, 'exit'))[1], 'SIGKILL');
  world.now = Date.now(); // the child had the true clock
  const between = await receipt('between'); // the service starts again before anybody looks
  t.is(await judge(between, 'between.vkey'), 'passed');
  if (point !== 'key/stated') t.is((await okno(action, ...at)).code, 0);
  const last = await receipt('last');
  t.is(await judge(last, 'last.vkey'), 'passed');
  t.is((await statements()).length, 1);
  const led = action === 'replace-log' ? 'passed' : 'log-key-not-given';
  t.is(await judge(last, 'first.vkey', await statements()), led);
  t.is(
    await judge(first, 'last.vkey'),
    action === 'replace-log' ? 'passed' : 'entry-after-compromise',
  );
}
