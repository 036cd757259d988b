// The journal as its public files: served, published into a folder, copied, and verified from outside.
import { readFile, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { scratchFolder } from '../test-fixtures/peers/scratch-folder.ts';
import { run } from '../verify/cli/journal.ts';
import { placed, type Stage, startStage } from './service.fixture.ts';

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
  await placed(stage.exporter, stage.identities.head, 'Договор № 1');
  const from = ['--from', path('copy/checkpoint')];
  const later = await okno(path('.'), ['verify', source, ...trust, ...from]);
  t.is(later.code, 0);
  t.true(later.json.size > first.json.size);
  t.is(later.json.entries, later.json.size - first.json.size);
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

async function sizeOf({ operator }: Stage): Promise<number> {
  const { bytes } = await operator.get('/v1/journal/checkpoint');
  return Number(bytes.toString().split('\n')[1]);
}
