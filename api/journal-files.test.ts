// The journal as its public files: served, published into a folder, copied, and verified from outside.
import { readFile, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { fromBase64 } from '../formats/base64.ts';
import { parseReceipt } from '../formats/evidence/receipt.ts';
import { parseCheckpoint } from '../formats/log/checkpoint.ts';
import { parseNote } from '../formats/log/note.ts';
import { scratchFolder } from '../test-fixtures/peers/scratch-folder.ts';
import { run } from '../verify/cli/journal.ts';
import { verifyConsistency } from '../verify/log/verify-log-proofs.ts';
import { clientOf } from './client.fixture.ts';
import { algorithms, placed, type Stage, startStage } from './service.fixture.ts';

async function okno(cwd: string, args: readonly string[]) {
  const out = { stdout: '', stderr: '' };
  const code = await run([...args, '--format', 'json'], {
    stdout: { write: (text) => (out.stdout += text) },
    stderr: { write: (text) => (out.stderr += text) },
    cwd,
    now: () => new Date(),
  });
  if (out.stderr !== '') throw new Error(out.stderr);
  return { code, json: JSON.parse(out.stdout) };
}

async function stageWithToken(t: ExecutionContext) {
  const path = await scratchFolder(t);
  const stage = await startStage(t, { config: { journalFolder: path('public') } });
  await writeFile(path('token'), stage.operator.token);
  const source = `${stage.origin}/v1/journal`;
  const trust = ['--log-key', stage.service.vkey, '--token-file', 'token'];
  return { path, stage, source, trust };
}

test('okno journal verifies a running service over HTTP, and later only what came since (C2SP tlog-tiles)', async (t) => {
  const { path, stage, source, trust } = await stageWithToken(t);
  const first = await okno(path('.'), ['verify', source, ...trust]);
  t.is(first.code, 0);
  t.is((await okno(path('.'), ['export', source, 'copy', ...trust])).code, 0);
  const copied = parseCheckpoint(parseNote(await readFile(path('copy/checkpoint'), 'utf8')).text);
  t.true(copied.size >= first.json.size);
  await placed(stage.exporter, stage.identities.head, 'Договор № 1');
  const from = ['--from', path('copy/checkpoint')];
  const later = await okno(path('.'), ['verify', source, ...trust, ...from]);
  t.is(later.code, 0);
  t.true(later.json.size > copied.size);
  t.is(later.json.entries, later.json.size - copied.size);
});

test('the published folder holds the whole journal when the service has ended', async (t) => {
  const { path, stage, trust } = await stageWithToken(t);
  await placed(stage.exporter, stage.identities.head, 'Договор № 1');
  const size = await sizeOf(stage);
  await stage.service.close();
  const { code, json } = await okno(path('.'), ['verify', 'public', ...trust]);
  t.is(code, 0);
  t.is(json.size, size);
  const note = await readFile(path('public/checkpoint'), 'utf8');
  await writeFile(path('public/checkpoint'), note.replace(`\n${size}\n`, `\n${size - 1}\n`));
  t.is((await okno(path('.'), ['verify', 'public', ...trust])).code, 1);
});

test('between any two checkpoints that were handed out there is a proof that holds (RFC 9162 §2.1.4)', async (t) => {
  const { stage } = await stageWithToken(t);
  const { operator, exporter, identities } = stage;
  const handedOut = [await checkpointOf(stage)];
  for (const text of ['Договор № 1', 'Договор № 2', 'Договор № 3']) {
    await placed(exporter, identities.head, text);
    handedOut.push(await checkpointOf(stage));
  }
  for (const earlier of handedOut) {
    for (const later of handedOut.filter(({ size }) => size >= earlier.size)) {
      const path = `/v1/journal/consistency?from=${earlier.size}&to=${later.size}`;
      const { json } = await operator.get(path);
      t.like(json, { from: earlier.size, to: later.size });
      const proof = (Array.isArray(json['proof']) ? json['proof'] : []).map((hash) =>
        fromBase64(String(hash), 'proof'),
      );
      t.true(await verifyConsistency({ earlier, later, proof }, algorithms), path);
      const forged = { ...earlier, root: earlier.root.with(0, (earlier.root[0] ?? 0) ^ 1) };
      t.false(await verifyConsistency({ earlier: forged, later, proof }, algorithms), path);
    }
  }
  const kept = await operator.get('/v1/journal/checkpoints');
  const notes = kept.json['checkpoints'] as readonly string[];
  const sizes = notes.map((note) => parseCheckpoint(parseNote(note).text).size);
  t.deepEqual(
    sizes,
    sizes.toSorted((a, b) => a - b),
  );
  for (const { size, root } of handedOut) {
    const note = notes[sizes.indexOf(size)] ?? '';
    t.deepEqual(parseCheckpoint(parseNote(note).text).root, root, 'kept as it was handed out');
  }
  const [first = 0] = sizes;
  const rest = await operator.get(`/v1/journal/checkpoints?after=${first}`);
  t.deepEqual((rest.json['checkpoints'] as readonly string[])[0], notes[1]);
  const size = handedOut.at(-1)?.size ?? 0;
  for (const query of [
    '',
    'from=1',
    'from=0&to=1',
    'from=2&to=1',
    ...neverSigned(sizes).map((each) => `from=${each}&to=${sizes.at(-1)}`),
    `from=1&to=${size + 1000}`,
    'from=01&to=2',
    'from=1&from=1&to=2',
    'from=1e0&to=2',
    'from=-1&to=2',
  ]) {
    t.is((await operator.get(`/v1/journal/consistency?${query}`)).status, 400, query);
  }
});

test('whoever holds receipts gets the proof between them without signing in (RFC 9162 §2.1.4)', async (t) => {
  const { stage } = await stageWithToken(t);
  const first = await placed(stage.exporter, stage.identities.head, 'Договор № 1');
  const second = await placed(stage.exporter, stage.identities.head, 'Договор № 2');
  const [earlier, later] = [
    await heldCheckpoint(stage, first.version),
    await heldCheckpoint(stage, second.version),
  ];
  const stranger = clientOf(stage.origin);
  const path = `/v1/journal/consistency?from=${earlier.size}&to=${later.size}`;
  const { json } = await stranger.get(path);
  const proof = (json['proof'] as readonly string[]).map((hash) => fromBase64(hash, 'proof'));
  t.true(await verifyConsistency({ earlier, later, proof }, algorithms));
});

test('an address that asks the log too often is told to wait, whoever else asks is not', async (t) => {
  const ports = { journalRate: { burst: 2, perMinute: 0.001 } };
  const stage = await startStage(t, { ports, config: { behindProxy: true } });
  const ask = (from: string) =>
    clientOf(stage.origin).get('/v1/journal/checkpoint', { 'x-forwarded-for': from });
  t.is((await ask('192.0.2.1')).status, 200);
  t.is((await ask('192.0.2.1')).status, 200);
  const { status, headers } = await ask('192.0.2.1');
  t.deepEqual([status, headers.has('retry-after')], [429, true]);
  t.is((await ask('192.0.2.2')).status, 200);
});

async function heldCheckpoint({ exporter }: Stage, version: string) {
  const { json } = await exporter.get(`${version}/receipts`);
  const [receipt] = json['receipts'] as readonly { readonly id: string }[];
  const { bytes } = await exporter.get(`/v1/receipts/${receipt?.id}`);
  return parseCheckpoint(parseNote(parseReceipt(bytes).proof.checkpoint).text);
}

/** Sizes that the log went through inside a batch: nobody was ever handed a checkpoint of them. */
function neverSigned(sizes: readonly number[]): readonly number[] {
  const all = Array.from({ length: sizes.at(-1) ?? 0 }, (_, at) => at + 1);
  return all.filter((size) => !sizes.includes(size)).slice(0, 3);
}

async function checkpointOf({ operator }: Stage) {
  const { bytes } = await operator.get('/v1/journal/checkpoint');
  return parseCheckpoint(parseNote(bytes.toString()).text);
}

async function sizeOf({ operator }: Stage): Promise<number> {
  const { bytes } = await operator.get('/v1/journal/checkpoint');
  return Number(bytes.toString().split('\n')[1]);
}
