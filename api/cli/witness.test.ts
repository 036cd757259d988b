import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { formatCheckpoint } from '../../formats/log/checkpoint.ts';
import { formatNote, parseNote } from '../../formats/log/note.ts';
import { signingKeyFromPkcs8 } from '../../signing/keys/pkcs8.ts';
import { type MadeLog, makeLogFiles, sha256 } from '../../test-fixtures/log/make-log-files.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { noteSigner } from '../../vault/journal/note-signer.ts';
import { run as journal } from '../../verify/cli/journal.ts';
import { run } from './witness.ts';

const newKey = () =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const NOW = new Date('2026-03-10T09:00:00.000Z');
const logSigner = await noteSigner('log.example/journal', signingKeyFromPkcs8(newKey()), sha256);
const log300 = await makeLogFiles(300);
const log1000 = await makeLogFiles(1000);
const forged = await makeLogFiles(1000, 'forged');

async function stage(t: ExecutionContext) {
  const path = await scratchFolder(t, { 'witness.key': newKey() });
  const publish = async (log: MadeLog) => {
    await rm(path('log'), { recursive: true, force: true });
    const note = await logSigner.sign(formatCheckpoint(log.checkpoint));
    for (const [name, bytes] of [...log.files, ['checkpoint', Buffer.from(note)] as const]) {
      await mkdir(dirname(path(`log/${name}`)), { recursive: true });
      await writeFile(path(`log/${name}`), bytes);
    }
  };
  const command = async (main: typeof run, args: readonly string[]) => {
    const out = { stdout: '', stderr: '' };
    const code = await main(args, {
      stdout: { write: (text) => (out.stdout += text) },
      stderr: { write: (text) => (out.stderr += text) },
      environment: { LANG: 'en' },
      cwd: path('.'),
      now: () => NOW,
    });
    return { code, ...out };
  };
  const key = ['--log-key', logSigner.vkey];
  const own = ['--key', 'witness.key', '--name', 'witness.example/w1', '--state', 'state.json'];
  return {
    path,
    publish,
    witness: (...more: readonly string[]) => command(run, ['log', ...key, ...own, ...more]),
    judge: (...more: readonly string[]) => command(journal, ['verify', 'log', ...key, ...more]),
  };
}

test('a witness with a key of ML-DSA-44 cosigns, and its word is judged with the log', async (t) => {
  const { path, publish, witness, judge } = await stage(t);
  const { privateKey } = generateKeyPairSync('ml-dsa-44');
  await writeFile(path('pq.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await publish(log300);
  const first = await witness('--key', 'pq.key', '--first', '--output', 'cosigned');
  t.is(first.code, 0, first.stderr);
  const vkey = first.stderr.trim();
  t.regex(vkey, /^witness\.example\/w1\+[0-9a-f]{8}\+B[g-v]/); // type 0x06
  await publish(log1000);
  t.is((await judge('--from', 'cosigned', '--witness-key', vkey)).code, 0);
  const note = await readFile(path('cosigned'), 'utf8');
  const { text, signatures } = parseNote(note);
  const [own, line] = signatures;
  if (own === undefined || line === undefined) return t.fail();
  const wrong = { ...line, signature: line.signature.with(9, (line.signature[9] ?? 0) ^ 1) };
  await writeFile(path('cosigned'), formatNote({ text, signatures: [own, wrong] }));
  t.is((await judge('--from', 'cosigned', '--witness-key', vkey)).code, 1);
});

test('a witness cosigns a log that only grew, and its word is judged with the log (tlog-cosignature)', async (t) => {
  const { path, publish, witness, judge } = await stage(t);
  await publish(log300);
  const first = await witness('--first', '--output', 'cosigned');
  t.is(first.code, 0, first.stderr);
  const vkey = first.stderr.trim();
  t.regex(vkey, /^witness\.example\/w1\+[0-9a-f]{8}\+B/); // type 0x04
  const note = parseNote(await readFile(path('cosigned'), 'utf8'));
  t.is(note.signatures.length, 2);
  const bytes = note.signatures[1]?.signature ?? new Uint8Array(0);
  t.is(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0), BigInt(NOW.getTime()) / 1000n);

  await publish(log1000);
  t.is((await witness()).code, 0);
  t.is((await witness()).code, 0); // the same checkpoint again
  const from = ['--from', 'cosigned', '--witness-key'];
  t.is((await judge(...from, vkey)).code, 0);
  await writeFile(path('other.key'), newKey());
  const other = await witness('--key', 'other.key', '--name', 'witness.example/w2');
  t.is((await judge(...from, other.stderr.trim())).code, 2); // has not cosigned that one
});

test('a cosignature that was changed, moved to another time or to another checkpoint is wrong', async (t) => {
  const { path, publish, witness, judge } = await stage(t);
  await publish(log300);
  const { stdout, stderr } = await witness('--first');
  const [text = '', lines = ''] = stdout.split('\n\n');
  const [logLine = '', line = ''] = lines.split('\n');
  const encoded = line.split(' ')[2] ?? '';
  const changed = (at: number) => {
    const bytes = Buffer.from(encoded, 'base64');
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return line.replace(encoded, bytes.toString('base64'));
  };
  const cases = [changed(11), changed(30), line.replace(encoded, encoded.slice(0, 96))];
  for (const cosignature of cases) {
    await writeFile(path('cosigned'), `${text}\n\n${logLine}\n${cosignature}\n`);
    t.is((await judge('--from', 'cosigned', '--witness-key', stderr.trim())).code, 1, cosignature);
  }
  const earlier = await logSigner.sign(formatCheckpoint(await log300.at(299)));
  await writeFile(path('cosigned'), `${earlier}${line}\n`);
  t.is((await judge('--from', 'cosigned', '--witness-key', stderr.trim())).code, 1);
  await writeFile(path('cosigned'), stdout);
  t.is((await judge('--from', 'cosigned', '--witness-key', stderr.trim())).code, 0);
});

test('a fork signed by the right log key is refused, and nothing is remembered of it', async (t) => {
  const { path, publish, witness } = await stage(t);
  await publish(log300);
  t.is((await witness('--first')).code, 0);
  const remembered = await readFile(path('state.json'), 'utf8');
  await publish(forged);
  const refused = await witness('--first');
  t.is(refused.code, 1);
  t.is(refused.stdout, '');
  t.regex(refused.stderr, /another history/);
  t.is(await readFile(path('state.json'), 'utf8'), remembered);
  await publish(log1000);
  t.is((await witness()).code, 0);
});

test('a log that shows less than before is refused: an old copy was restored', async (t) => {
  const { publish, witness } = await stage(t);
  await publish(log1000);
  t.is((await witness('--first')).code, 0);
  await publish(log300);
  const { code, stderr, stdout } = await witness();
  t.is(code, 1);
  t.is(stdout, '');
  t.regex(stderr, /300 entries where it had 1000/);
});

test('a witness that lost its memory signs nothing until its keeper says that the log is new', async (t) => {
  const { path, publish, witness } = await stage(t);
  await publish(log300);
  t.is((await witness()).code, 2);
  t.is((await witness('--first')).code, 0);
  await writeFile(path('state.json'), '');
  const { code, stdout } = await witness('--first'); // damaged is not absent
  t.is(code, 3);
  t.is(stdout, '');
});

test('no proof, no signature: a tile that the proof needs is missing, or is of another log', async (t) => {
  const { path, publish, witness } = await stage(t);
  await publish(log300);
  t.is((await witness('--first')).code, 0);
  await publish(log1000);
  await rm(path('log/tile/0/001'));
  t.is((await witness()).code, 3);
  await publish(log1000);
  await cp(path('log/tile/0/000'), path('log/tile/0/001'));
  t.is((await witness()).code, 1);
});

test('a checkpoint by another key or without file is refused; wrong usage is 64', async (t) => {
  const { path, publish, witness } = await stage(t);
  await publish(log300);
  const note = await readFile(path('log/checkpoint'), 'utf8');
  const stranger = await noteSigner('log.example/journal', signingKeyFromPkcs8(newKey()), sha256);
  await writeFile(path('log/checkpoint'), await stranger.sign(formatCheckpoint(log300.checkpoint)));
  t.is((await witness('--first')).code, 2);
  await writeFile(path('log/checkpoint'), note.replace('\n300\n', '\n301\n'));
  t.is((await witness('--first')).code, 1);
  await rm(path('log/checkpoint'));
  t.is((await witness('--first')).code, 3);
  t.is((await witness('--name', 'has space')).code, 64);
  t.is((await witness('--key', 'absent')).code, 64);
  t.is((await witness('more')).code, 64);
  t.regex((await witness('--help')).stdout, /A witness: looks/);
});

test('a key or token that is no file, or no key by its size, is refused before it is read', async (t) => {
  const { path, publish, witness } = await stage(t);
  await publish(log300);
  await promisify(execFile)('mkfifo', [path('pipe')]);
  await writeFile(path('large'), Buffer.alloc(64 * 1024 + 1));
  for (const option of ['--key', '--token-file']) {
    for (const [file, code] of [
      ['pipe', 'ENOTFILE'],
      ['large', 'EFBIG'],
    ] as const) {
      const refused = await witness('--first', option, file);
      t.is(refused.code, 64, `${option} ${file}`);
      t.true(refused.stderr.includes(`(${code})`), `${option} ${file}: ${refused.stderr}`);
    }
  }
});
