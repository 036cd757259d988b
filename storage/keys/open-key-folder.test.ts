import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { testWith } from '../../test-fixtures/peers/peer-test.ts';
import { memoryMetadata } from '../memory/memory-metadata.ts';
import { commandProtection } from './command-protection.ts';
import { KeyError } from './key-error.ts';
import { newMasterKey } from './master-key.ts';
import { openKeyFolder } from './open-key-folder.ts';
import { openMasterKeys } from './open-master-keys.ts';

async function newFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'okno-keys-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return join(folder, 'keys', 'master');
}

async function codeOf(step: Promise<unknown>): Promise<string> {
  try {
    await step;
    return 'done';
  } catch (error) {
    if (error instanceof KeyError) return error.code;
    throw error;
  }
}

const inUse = (...names: readonly string[]) => ({
  generations: async () => names.map((generation) => ({ generation, keys: 3 })),
});

test('the first start makes the first generation, readable by the service alone; the next finds it', async (t) => {
  const folder = await newFolder(t);
  const store = openKeyFolder({ folder });
  const { newest } = await openMasterKeys(store, memoryMetadata().blobKeys);
  t.deepEqual(await readdir(folder), [`${newest}.key`]);
  t.is((await stat(join(folder, `${newest}.key`))).mode & 0o777, 0o600);
  t.is((await stat(folder)).mode & 0o777, 0o700);
  t.is((await openMasterKeys(openKeyFolder({ folder }), inUse(newest))).newest, newest);
});

test('a lost key is told, and none is made in its place', async (t) => {
  const folder = await newFolder(t);
  const store = openKeyFolder({ folder });
  t.is(await codeOf(openMasterKeys(store, inUse('1-0000000000000000'))), 'master-key-missing');
  await t.throwsAsync(readdir(folder), { code: 'ENOENT' });
  await store.add(newMasterKey(1));
  const before = await readdir(folder);
  t.is(await codeOf(openMasterKeys(store, inUse('1-0000000000000000'))), 'master-key-missing');
  t.deepEqual(await readdir(folder), before);
});

test('a file that is another key, no key, or exposed is refused and stays as it is', async (t) => {
  const folder = await newFolder(t);
  const store = openKeyFolder({ folder });
  const [mine, other] = [newMasterKey(1), newMasterKey(1)];
  await store.add(mine);
  const path = join(folder, `${mine.generation}.key`);
  const text = await readFile(path, 'utf8');

  await chmod(path, 0o640);
  t.is(await codeOf(store.read()), 'master-key-exposed');
  await chmod(path, 0o600);

  await store.add(other);
  await rename(join(folder, `${other.generation}.key`), path);
  const renamed = await readFile(path, 'utf8');
  t.is(await codeOf(openMasterKeys(store, inUse(mine.generation))), 'master-key-wrong');
  t.is(await readFile(path, 'utf8'), renamed);

  const wrong: Readonly<Record<string, string>> = {
    '': 'master-key-unreadable',
    [text.slice(0, 40)]: 'master-key-unreadable',
    [text.replace('key 1', 'key 2')]: 'master-key-unreadable',
    [text.replace('protection: none', 'protection: command')]: 'master-key-unreadable',
    [text.replace(/key: .{4}/, 'key: ')]: 'master-key-wrong',
    [text.replace(/\nkey: .*\n/, '\nkey: AAAA\n')]: 'master-key-wrong',
    [`${text}more`]: 'master-key-unreadable',
  };
  for (const [content, code] of Object.entries(wrong)) {
    await writeFile(path, content);
    t.is(await codeOf(store.read()), code, content);
  }
  await writeFile(path, text);
  t.is(await codeOf(store.read()), 'done');
  await writeFile(join(folder, 'old.key'), text, { mode: 0o600 });
  t.is(await codeOf(store.read()), 'master-key-unreadable');
});

test('generations come in order of number; a retired one is gone, twice is success', async (t) => {
  const folder = await newFolder(t);
  const store = openKeyFolder({ folder });
  const keys = [newMasterKey(10), newMasterKey(9)];
  for (const each of keys) await store.add(each);
  const names = async () => (await store.read()).map(({ generation }) => generation);
  t.deepEqual(await names(), [keys[1]?.generation, keys[0]?.generation]);
  await store.retire(keys[1]?.generation ?? '');
  await store.retire(keys[1]?.generation ?? '');
  t.deepEqual(await names(), [keys[0]?.generation]);
  // What a kill left between the renaming and the end is no key, and goes with the next one.
  await writeFile(join(folder, '8-0000000000000000.retired'), 'zeros');
  t.deepEqual(await names(), [keys[0]?.generation]);
  await store.retire('7-0000000000000000');
  t.deepEqual(await readdir(folder), [`${keys[0]?.generation}.key`]);
});

const WITH_RSA = `case $1 in
  wrap) exec openssl pkeyutl -encrypt -inkey "$0.pem" -pkeyopt rsa_padding_mode:oaep ;;
  unwrap) exec openssl pkeyutl -decrypt -inkey "$0.pem" -pkeyopt rsa_padding_mode:oaep ;;
esac
`;

const testWithOpenssl = testWith('openssl', 'openssl');

testWithOpenssl(
  'a command keeps the master key: openssl with an RSA key wraps and opens it',
  async (t) => {
    const folder = await newFolder(t);
    const script = join(folder, '..', '..', 'kms');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await writeFile(`${script}.pem`, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(script, WITH_RSA);
    const protection = commandProtection(['sh', script]);
    const store = openKeyFolder({ folder, protection });
    const key = newMasterKey(1);
    await store.add(key);
    const text = await readFile(join(folder, `${key.generation}.key`), 'utf8');
    t.regex(text, /\nprotection: command\nkey: [A-Za-z0-9+/=]{344}\n$/);
    t.is((await openMasterKeys(store, inUse(key.generation))).newest, key.generation);
    t.is(await codeOf(openKeyFolder({ folder }).read()), 'master-key-unreadable');
    await rm(`${script}.pem`);
    const refused = await t.throwsAsync(store.read(), { instanceOf: KeyError });
    t.is(refused.code, 'master-key-unreadable');
    t.regex(refused.message, /kms\.pem/); // its own words
  },
);

for (const [what, script] of [
  ['fails', 'exit 3'],
  ['answers nothing', 'cat > /dev/null'],
  ['answers without end', 'yes | head -c 40000'],
  ['answers something else', 'printf 0123456789'],
] as const) {
  test(`a command that ${what} opens no key`, async (t) => {
    const folder = await newFolder(t);
    const key = newMasterKey(1);
    await openKeyFolder({ folder, protection: commandProtection(['sh', '-c', 'cat']) }).add(key);
    const protection = commandProtection(['sh', '-c', script]);
    const code = await codeOf(openKeyFolder({ folder, protection }).read());
    t.is(code, what === 'answers something else' ? 'master-key-wrong' : 'master-key-unreadable');
  });
}

test('a command that is not there is named', async (t) => {
  const protection = commandProtection(['/nowhere/kms', 'slot 1']);
  const folder = await newFolder(t);
  const error = await t.throwsAsync(openKeyFolder({ folder, protection }).add(newMasterKey(1)));
  t.regex(error.message, /«\/nowhere\/kms slot 1 wrap 1-/);
});
