import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { killCycles, pointsOf } from '../../faults/kill-tests.fixture.ts';
import type { FailPoint } from '../../faults/points.ts';
import { readAll } from '../../formats/byte-source.ts';
import { outcome } from '../../storage/contracts/outcome.ts';
import * as sample from '../../storage/contracts/samples.ts';
import { KeyError } from '../../storage/keys/key-error.ts';
import { keyRing } from '../../storage/keys/key-ring.ts';
import { dispatch } from '../cli.ts';
import { masterKeysOf, openStores } from '../composition/open-stores.ts';
import { configOf } from '../service.fixture.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));
const CONTENT = Buffer.from('договор под главным ключом');
/** More than one step of a roll-over. */
const MANY = 1200;

async function operatorOf(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'okno-master-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'okno.json'), JSON.stringify({ data: 'data' }));
  const config = configOf(join(folder, 'data'));
  const keys = join(config.data, 'keys', 'master');
  const okno = async (...args: readonly string[]) => {
    const said = { out: [] as string[], err: [] as string[] };
    const code = await dispatch(['master-key', ...args, '--config', 'okno.json', '--lang', 'en'], {
      stdout: { write: (text) => said.out.push(text) },
      stderr: { write: (text) => said.err.push(text) },
      environment: {},
      cwd: folder,
      now: () => new Date(),
    });
    return { code, out: said.out.join(''), err: said.err.join('') };
  };
  const killedAt = async (point: string) => {
    const child = spawn(
      process.execPath,
      [CLI, 'master-key', 'roll-over', '--config', 'okno.json'],
      {
        cwd: folder,
        env: { ...process.env, INIT_CWD: folder, OKNO_FAILPOINT: point },
        stdio: 'ignore',
      },
    );
    return (await once(child, 'exit'))[1];
  };
  return { folder, config, keys, okno, killedAt };
}

type Operator = Awaited<ReturnType<typeof operatorOf>>;

/** A store with one blob that is really there, and many keys beside. */
async function filled({ config }: Operator): Promise<string> {
  const { metadata, blobs } = await openStores(config);
  const file = await blobs.put('exporter', CONTENT);
  const ring = keyRing(await masterKeysOf(config).read());
  const evidence = Array.from({ length: MANY }, (_, n) => {
    const blob = { id: `exporter/${n}`, sha256: sample.digestOf(`${n}`), size: n };
    const key = { ownerId: 'exporter', ...ring.wrap(randomBytes(32), blob) };
    return { ...blob, key, kind: 'crl' as const };
  });
  const { versions, ...rest } = sample.placement('d', 1);
  const named = { ...file, fileName: 'a', mediaType: 'a/b' };
  const signature = { file: named, indication: 'TOTAL-PASSED', report: file, evidence } as const;
  await metadata.commit({
    ...rest,
    versions: versions.map((each) => ({ ...each, file: named, signatures: [signature] })),
  });
  await metadata.close();
  return file.id;
}

async function readBack({ config }: Operator, id: string) {
  const { metadata, blobs } = await openStores(config);
  try {
    const blob = await blobs.open(id);
    const octets = Buffer.from(await readAll(blob, 1000));
    await blob.close();
    return { octets, generations: await metadata.blobKeys.generations() };
  } finally {
    await metadata.close();
  }
}

test('a roll-over wraps every key anew, destroys the former generation and tells how far it is', async (t) => {
  const operator = await operatorOf(t);
  const id = await filled(operator);
  const [before = ''] = await readdir(operator.keys);
  const { code, out, err } = await operator.okno('roll-over');
  t.is(code, 0);
  t.regex(
    err,
    /wrapped anew: 500, left: 701\nwrapped anew: 1000, left: 201\nwrapped anew: 1201, left: 0\n/,
  );
  const [after = '', ...more] = await readdir(operator.keys);
  t.deepEqual(more, []);
  t.regex(after, /^2-[0-9a-f]{16}\.key$/);
  t.true(out.includes(`generation ${before.slice(0, -4)} is destroyed`));
  const { octets, generations } = await readBack(operator, id);
  t.true(octets.equals(CONTENT));
  t.deepEqual(generations, [{ generation: after.slice(0, -4), keys: MANY + 1 }]);
  const status = await operator.okno('status');
  t.regex(
    status.out,
    /^2-[0-9a-f]{16} {2}keys of documents: 1201; new keys are wrapped under it\n$/,
  );
});

const CYCLES = killCycles({ ci: 3, atHand: 3 });

for (const point of pointsOf(import.meta.url)) {
  test.serial(
    `kill -9 at ${point}: everything is readable, and the next run goes on where it stopped`,
    async (t) => {
      t.timeout(CYCLES * 60_000);
      for (let cycle = 0; cycle < CYCLES; cycle += 1) await killRollOver(t, point, cycle);
    },
  );
}

async function killRollOver(t: ExecutionContext, point: FailPoint, cycle: number): Promise<void> {
  const operator = await operatorOf(t);
  const id = await filled(operator);
  const pass = point === 'master-key/rewrapped' ? 1 + (cycle % 3) : 1; // it has three steps
  const generations = point === 'master-key/retired' ? 1 : 2;
  t.is(await operator.killedAt(`${point}@${pass}`), 'SIGKILL');
  const names = (await readdir(operator.keys)).filter((name) => name.endsWith('.key'));
  t.is(names.length, generations);
  t.true((await readBack(operator, id)).octets.equals(CONTENT)); // the service starts in between
  t.is((await operator.okno('roll-over')).code, 0);
  const [newest = '', ...more] = await readdir(operator.keys);
  t.deepEqual(more, []);
  t.regex(newest, generations === 2 ? /^2-/ : /^3-/); // unfinished: no further generation
  const { octets, generations: counts } = await readBack(operator, id);
  t.true(octets.equals(CONTENT));
  t.deepEqual(counts, [{ generation: newest.slice(0, -4), keys: MANY + 1 }]);
}

test('a wrong master key stops every start and command, and nothing is written over', async (t) => {
  const operator = await operatorOf(t);
  const { config, keys, okno, folder } = operator;
  const id = await filled(operator);
  const [name = ''] = await readdir(keys);
  await rename(join(keys, name), join(folder, name));
  const missing = await t.throwsAsync(openStores(config), { instanceOf: KeyError });
  t.is(missing.code, 'master-key-missing');
  t.is((await okno('roll-over')).code, 78);
  t.deepEqual(await readdir(keys), []);

  const text = await readFile(join(folder, name), 'utf8');
  const other = text.replace(/\nkey: .*/, `\nkey: ${randomBytes(32).toString('base64')}`);
  await writeFile(join(keys, name), other, { mode: 0o600 });
  const wrong = await t.throwsAsync(openStores(config), { instanceOf: KeyError });
  t.is(wrong.code, 'master-key-wrong');
  const { code, err } = await okno('roll-over');
  t.is(code, 78);
  t.true(err.includes('put the right file back'));
  t.is(await readFile(join(keys, name), 'utf8'), other);

  await rename(join(folder, name), join(keys, name));
  t.true((await readBack(operator, id)).octets.equals(CONTENT));
});

test('one wrapped key that does not open stops the roll-over before any master key is gone', async (t) => {
  const operator = await operatorOf(t);
  const { config, okno, keys } = operator;
  const id = await filled(operator);
  const { metadata } = await openStores(config);
  const [first, last] = [
    await metadata.blobKeys.find('exporter/0'),
    await metadata.blobKeys.find('exporter/999'),
  ];
  if (first?.state !== 'kept' || last?.state !== 'kept') return t.fail();
  // As somebody with the database would do it: the key of another blob.
  await metadata.blobKeys.rewrap([
    { blobId: last.blob.id, from: last.blob.key, to: first.blob.key },
  ]);
  await metadata.close();
  const { code, err } = await okno('roll-over');
  t.is(code, 69);
  t.true(err.includes('exporter/999'));
  t.is((await readdir(keys)).length, 2);
  t.true((await readBack(operator, id)).octets.equals(CONTENT));
});

test('a wrapped key that is put back from before the roll-over is refused', async (t) => {
  const operator = await operatorOf(t);
  const id = await filled(operator);
  const keyOf = async () => {
    const { metadata } = await openStores(operator.config);
    const found = await metadata.blobKeys.find(id);
    await metadata.close();
    return found?.state === 'kept' ? found.blob.key : t.fail();
  };
  const old = await keyOf();
  await operator.okno('roll-over');
  const now = await keyOf();
  const { metadata, blobs } = await openStores(operator.config);
  for (const key of [old, { ...old, generation: now.generation }]) {
    await metadata.blobKeys.rewrap([{ blobId: id, from: now, to: key }]);
    t.is(await outcome(blobs.open(id)), 'corrupt');
    await metadata.blobKeys.rewrap([{ blobId: id, from: key, to: now }]);
  }
  await metadata.close();
  t.true((await readBack(operator, id)).octets.equals(CONTENT));
});

test('it refuses while the service holds the store', async (t) => {
  const operator = await operatorOf(t);
  const { metadata } = await openStores(operator.config);
  t.is((await operator.okno('roll-over')).code, 69);
  t.is((await readdir(operator.keys)).length, 1);
  await metadata.close();
});

for (const args of [[], ['destroy'], ['status', 'all'], ['roll-over', '--force']]) {
  test(`okno ${['master-key', ...args].join(' ')}: wrong usage`, async (t) => {
    const operator = await operatorOf(t);
    t.is((await operator.okno(...args)).code, 64);
    await t.throwsAsync(readdir(operator.keys), { code: 'ENOENT' });
  });
}

test('a folder of documents in clear is refused and nothing is added to it', async (t) => {
  const { config } = await operatorOf(t);
  const folder = join(config.data, 'documents', 'blobs', 'exporter', 'ab');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'ab12'), '%PDF-1.7');
  t.is(await outcome(openStores(config)), 'corrupt');
  await writeFile(join(folder, 'ab12'), '');
  t.is(await outcome(openStores(config)), 'corrupt');
  await rm(join(folder, 'ab12'));
  const { metadata } = await openStores(config);
  await metadata.close();
});
