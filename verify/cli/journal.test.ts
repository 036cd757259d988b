import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { nodeCrypto } from '../../algorithms/node-crypto/provider.ts';
import { algorithmsOf } from '../../algorithms/registry.ts';
import { fromBase64 } from '../../formats/base64.ts';
import { formatCheckpoint } from '../../formats/log/checkpoint.ts';
import { formatNote } from '../../formats/log/note.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { makeLogFiles, sha256 } from '../../test-fixtures/log/make-log-files.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { noteSigner } from '../../vault/journal/note-signer.ts';
import { verifyConsistency } from '../log/verify-log-proofs.ts';
import { run } from './journal.ts';

const signerOf = (name: string) => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return noteSigner(name, signingKeyFromPkcs8(pem), sha256);
};
const NAME = 'log.example/journal';
const signer = await signerOf(NAME);
const stranger = await signerOf(NAME);
const log = await makeLogFiles(600);
const forged = await makeLogFiles(300, 'forged');
const note = await signer.sign(formatCheckpoint(log.checkpoint));

async function folderWithLog(t: ExecutionContext, checkpoint = note) {
  const path = await scratchFolder(t);
  for (const [name, bytes] of [
    ...log.files,
    ['checkpoint', new TextEncoder().encode(checkpoint)] as const,
  ]) {
    await mkdir(dirname(path(`log/${name}`)), { recursive: true });
    await writeFile(path(`log/${name}`), bytes);
  }
  return path;
}

async function okno(cwd: string, args: readonly string[], isTTY = false) {
  const out = { stdout: '', stderr: '' };
  const code = await run(args, {
    stdout: { write: (text) => (out.stdout += text) },
    stderr: Object.assign({ write: (text: string) => (out.stderr += text) }, { isTTY }),
    cwd,
    now: () => new Date(),
  });
  return { code, ...out };
}

const KEY = ['--log-key', signer.vkey];

test('a whole log is intact under the key given: exit code 0, in both languages and as JSON', async (t) => {
  const path = await folderWithLog(t);
  const russian = await okno(path('.'), ['verify', 'log', ...KEY]);
  t.is(russian.code, 0, russian.stderr);
  t.regex(russian.stdout, /^Журнал цел: log\.example\/journal\nЗаписей 600, .* 600;/);
  t.is(russian.stderr, '');
  const english = await okno(path('.'), ['verify', 'log', ...KEY, '--lang', 'en'], true);
  t.regex(english.stdout, /^The log is intact/);
  const json = await okno(path('.'), ['verify', 'log', ...KEY, '--format', 'json']);
  t.like(JSON.parse(json.stdout), { status: 'intact', entries: 600, size: 600, exitCode: 0 });
});

test('a changed file is named: exit code 1', async (t) => {
  const path = await folderWithLog(t);
  const file = path('log/tile/entries/001');
  const bytes = new Uint8Array(await readFile(file));
  await writeFile(file, bytes.with(9, 0x2a));
  const { code, stdout } = await okno(path('.'), ['verify', 'log', ...KEY]);
  t.is(code, 1);
  t.regex(stdout, /tile\/entries\/001: изменён/);
});

test('the key decides: none is wrong usage (64), another is 2, a broken signature is 1', async (t) => {
  const path = await folderWithLog(t);
  t.is((await okno(path('.'), ['verify', 'log'])).code, 64);
  t.is((await okno(path('.'), ['verify', 'log', '--log-key', stranger.vkey])).code, 2);
  await writeFile(path('log/checkpoint'), note.replace('\n600\n', '\n601\n'));
  const broken = await okno(path('.'), ['verify', 'log', ...KEY, '--format', 'json']);
  t.is(broken.code, 1);
  t.like(JSON.parse(broken.stdout), { status: 'checkpoint', failure: 'bad-signature' });
  await rm(path('log/checkpoint'));
  t.is((await okno(path('.'), ['verify', 'log', ...KEY])).code, 3);
  await writeFile(path('log/checkpoint'), 'nothing\n');
  t.is((await okno(path('.'), ['verify', 'log', ...KEY])).code, 3);
});

test('--from: a log continues its earlier checkpoint, and not the one of a fork that the same key signed', async (t) => {
  const path = await folderWithLog(t);
  await writeFile(path('earlier'), await signer.sign(formatCheckpoint(await log.at(300))));
  await writeFile(path('fork'), await signer.sign(formatCheckpoint(forged.checkpoint)));
  await writeFile(path('foreign'), await stranger.sign(formatCheckpoint(await log.at(300))));
  const from = (file: string) => okno(path('.'), ['verify', 'log', ...KEY, '--from', file]);
  const good = await from('earlier');
  t.is(good.code, 0);
  t.regex(good.stdout, /проверено 300/);
  const fork = await from('fork');
  t.is(fork.code, 1);
  t.regex(fork.stdout, /другая история/);
  t.is((await from('foreign')).code, 2);
  t.is((await from('absent')).code, 64);
});

test('export keeps a copy that is verified in its turn, and no checkpoint of a damaged log', async (t) => {
  const path = await folderWithLog(t);
  const { code } = await okno(path('.'), ['export', 'log', 'copy', ...KEY]);
  t.is(code, 0);
  t.is((await okno(path('.'), ['verify', 'copy', ...KEY])).code, 0);
  t.deepEqual(await readFile(path('copy/checkpoint'), 'utf8'), note);
  await cp(path('log/tile/0/001'), path('log/tile/0/000'));
  t.is((await okno(path('.'), ['export', 'log', 'other', ...KEY])).code, 1);
  await t.throwsAsync(readFile(path('other/checkpoint')), { code: 'ENOENT' });
});

test('over HTTP with a token: intact; without it, or behind a redirect, out of reach (64)', async (t) => {
  const path = await scratchFolder(t);
  const files = new Map([...log.files, ['checkpoint', new TextEncoder().encode(note)] as const]);
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    if (url.startsWith('/moved/')) {
      response.writeHead(302, { location: url.replace('/moved/', '/log/') }).end();
    } else if (request.headers.authorization !== 'Bearer secret') response.writeHead(401).end();
    else {
      const bytes = files.get(url.replace('/log/', ''));
      response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await writeFile(path('token'), 'secret\n');
  const ask = (folder: string, more: readonly string[]) =>
    okno(path('.'), ['verify', `http://127.0.0.1:${port}/${folder}`, ...KEY, ...more]);
  t.is((await ask('log', ['--token-file', 'token'])).code, 0);
  t.is((await ask('log', [])).code, 64);
  t.is((await ask('moved', ['--token-file', 'token'])).code, 64);
});

for (const args of [
  [],
  ['judge', 'log'],
  ['verify'],
  ['verify', 'a', 'b'],
  ['export', 'a'],
  ['--x'],
]) {
  test(`wrong usage is 64 and says how: ${args.join(' ')}`, async (t) => {
    const { code, stderr } = await okno('/', [...args, '--log-key', signer.vkey]);
    t.is(code, 64);
    t.regex(stderr, /okno journal/);
  });
}

test('help is told in both languages', async (t) => {
  t.regex((await okno('/', ['--help'])).stdout, /проверяет журнал целиком/);
  t.regex((await okno('/', ['--help', '--lang', 'en'])).stdout, /verifies a whole log/);
});

test('prove gives the proof between two signed checkpoints, which holds to their roots (RFC 9162 §2.1.4)', async (t) => {
  const path = await folderWithLog(t);
  for (const size of [1, 256, 300, 600]) {
    await writeFile(path(`at-${size}`), await signer.sign(formatCheckpoint(await log.at(size))));
  }
  const algorithms = algorithmsOf([nodeCrypto]);
  for (const [from, to] of [
    [1, 600],
    [256, 300],
    [300, 600],
    [600, 600],
  ] as const) {
    const args = ['prove', 'log', ...KEY, '--from', `at-${from}`, '--to', `at-${to}`];
    const { code, stdout } = await okno(path('.'), [...args, '--format', 'json']);
    t.is(code, 0);
    const answer = JSON.parse(stdout);
    const proof = answer.proof.map((hash: string) => fromBase64(hash));
    const [earlier, later] = [await log.at(from), await log.at(to)];
    t.true(await verifyConsistency({ earlier, later, proof }, algorithms));
    const shorter = { ...later, root: earlier.root.with(0, (earlier.root[0] ?? 0) ^ 1) };
    t.false(await verifyConsistency({ earlier, later: shorter, proof }, algorithms));
  }
  t.is((await okno(path('.'), ['prove', 'log', ...KEY, '--from', 'at-300'])).code, 0);
  t.is((await okno(path('.'), ['prove', 'log', ...KEY])).code, 64);
  t.is((await okno(path('.'), ['verify', 'log', ...KEY, '--to', 'at-300'])).code, 64);
  const unsigned = formatNote({ text: formatCheckpoint(await log.at(200)), signatures: [] });
  await writeFile(path('unsigned'), unsigned);
  t.not((await okno(path('.'), ['prove', 'log', ...KEY, '--from', 'unsigned'])).code, 0);
  const other = await signer.sign(formatCheckpoint(await forged.at(200)));
  await writeFile(path('other'), other);
  t.is((await okno(path('.'), ['prove', 'log', ...KEY, '--from', 'other'])).code, 1);
});
