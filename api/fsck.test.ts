// What is kept is re-read; what is damaged is named, and repaired from the second copy.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { objectPaths } from '../storage/archive/fs/copy-object.ts';
import { rootOf } from '../storage/archive/fs/open-archive.ts';
import { scratchFolder } from '../test-fixtures/peers/scratch-folder.ts';
import { run } from './cli/fsck.ts';
import { checkShare } from './composition/check-kept.ts';
import { placed, startStage } from './service.fixture.ts';

/** A vault with one document, its archive and a mirror; the service is stopped. */
async function vault(t: ExecutionContext) {
  const path = await scratchFolder(t);
  const [data, mirror] = [path('data'), path('mirror')];
  await mkdir(data);
  const stage = await startStage(t, { data, config: { archiveMirror: mirror } });
  await placed(stage.exporter, stage.identities.head, 'Договор');
  const fsck = async (...more: readonly string[]) => {
    const config = path(`${randomUUID()}.json`);
    await writeFile(config, JSON.stringify({ data, archiveMirror: mirror }));
    const out = { stdout: '', stderr: '' };
    const args = more.includes('--ocfl') ? more : ['--config', config, ...more];
    const code = await run([...args, '--format', 'json'], {
      stdout: { write: (text) => (out.stdout += text) },
      stderr: { write: (text) => (out.stderr += text) },
      environment: { LANG: 'en' },
      cwd: data,
      now: () => new Date(),
    });
    return { code, ...out, report: code < 2 ? JSON.parse(out.stdout) : undefined };
  };
  const root = rootOf(join(data, 'archive'));
  return { stage, data, mirror, root, fsck };
}

/** A file of the archive with this name, and the object it lies in. */
async function fileOf(root: string, ends: string): Promise<string> {
  for await (const object of objectPaths(root)) {
    for (const name of await readdir(join(root, object), { recursive: true })) {
      if (name.endsWith(ends)) return join(root, object, name);
    }
  }
  throw new Error(`no file ${ends}`);
}

const kinds = (report: {
  readonly damaged: readonly { readonly store: string; readonly kind: string }[];
}) => [...new Set(report.damaged.map(({ store, kind }) => `${store} ${kind}`))].sort();

test('a sound vault has no damage, also while the service runs; repairs wait until it is stopped', async (t) => {
  const { stage, mirror, fsck } = await vault(t);
  t.is((await fsck('--repair')).code, 69);
  await stage.service.close();
  const { code, report } = await fsck();
  t.is(code, 0, JSON.stringify(report));
  t.deepEqual(report.damaged, []);
  t.deepEqual(report.warnings, []);
  t.true(report.objects >= 2 && report.files >= 2);
  const copy = await fsck('--ocfl', rootOf(mirror));
  t.is(copy.code, 0);
  t.is(copy.report.objects, report.objects);
});

for (const [title, damage, expected] of [
  [
    'a changed document',
    (root: string) => change(root, 'versions/1/document'),
    ['archive changed'],
  ],
  [
    'a missing document',
    (root: string) => remove(root, 'versions/1/document'),
    ['archive missing'],
  ],
  ['a file that nobody put there', (root: string) => add(root, 'record.json'), ['archive unknown']],
  ['a changed inventory', (root: string) => change(root, 'inventory.json'), undefined],
  ['a changed segment', (root: string) => change(root, 'entries.jsonl'), ['archive changed']],
] as const) {
  test(`${title} is named, and repaired from the mirror`, async (t) => {
    const { stage, data, root, fsck } = await vault(t);
    await stage.service.close();
    await damage(root);
    const found = await fsck();
    t.is(found.code, 1);
    if (expected !== undefined) t.deepEqual(kinds(found.report), [...expected]);
    const repaired = await fsck('--repair');
    t.is(repaired.code, 0, JSON.stringify(repaired.report));
    t.true(repaired.report.damaged.some((each: { repaired: boolean }) => each.repaired));
    t.deepEqual((await fsck()).report.damaged, []);
    t.regex(await readFile(join(data, 'archive', 'repairs.jsonl'), 'utf8'), /"from":"mirror"/);
    t.is((await readdir(join(data, 'archive', 'damaged'))).length, 1);
  });
}

test('a changed or missing stored file is named, and repaired from the archive', async (t) => {
  const { stage, data, fsck } = await vault(t);
  await stage.service.close();
  const folder = join(data, 'documents', 'blobs');
  const names = await readdir(folder, { recursive: true });
  const [first = '', second = ''] = names.filter((name) => /[0-9a-f]{64}$/.test(name));
  await writeFile(join(folder, first), 'changed');
  await rm(join(folder, second));
  const found = await fsck();
  t.is(found.code, 1);
  t.deepEqual(kinds(found.report), ['documents changed', 'documents missing']);
  t.is((await fsck('--repair')).code, 0);
  t.deepEqual((await fsck()).report.damaged, []);
});

test('rounds read a share each, go on where the last one ended, and find what is damaged', async (t) => {
  const { stage, data, root } = await vault(t);
  await stage.service.close();
  const folder = join(data, 'archive');
  const paths: string[] = [];
  for await (const path of objectPaths(root)) paths.push(path);
  const half = await checkShare(folder, 0.5);
  t.deepEqual(half, { objects: Math.ceil(paths.length / 2), findings: [] });
  await change(root, 'versions/1/document');
  const found: string[] = [];
  for (const _ of paths)
    found.push(...(await checkShare(folder, 0)).findings.map(({ code }) => code));
  t.deepEqual([...new Set(found)].sort(), ['E092', 'E093']);
});

test('the ring of keys has what the database has, in the mirror too', async (t) => {
  const { stage, data, mirror } = await vault(t);
  await stage.service.close();
  const files = await readdir(join(data, 'archive', 'keys'), { recursive: true });
  const [name = ''] = files.filter((each) => each.endsWith('.json'));
  const text = await readFile(join(data, 'archive', 'keys', name), 'utf8');
  t.regex(text, /"wrapped"/);
  t.is(await readFile(join(mirror, 'keys', name), 'utf8'), text);
});

async function change(root: string, ends: string): Promise<void> {
  const file = await fileOf(root, ends);
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(file, bytes);
}

async function remove(root: string, ends: string): Promise<void> {
  await rm(await fileOf(root, ends));
}

async function add(root: string, ends: string): Promise<void> {
  await writeFile(`${await fileOf(root, ends)}.txt`, 'x');
}
