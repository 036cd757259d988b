// What is kept is re-read; what is damaged is named, and repaired from the second copy.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { openArchive, readArchive, rootOf } from '../storage/archive/fs/open-archive.ts';
import { eraseEntry } from '../vault/journal/erase-entry.ts';
import { compose } from './compose.ts';
import { checkKeptDue } from './composition/check-kept.ts';
import type { Damaged } from './composition/fsck-stores.ts';
import { openJournal } from './composition/open-journal.ts';
import { openStores } from './composition/open-stores.ts';
import { add, change, kinds, octetsUnder, remove, removeObject, vault } from './fsck.fixture.ts';
import type { LogLine } from './http/log.ts';
import { algorithms, configOf, placed } from './service.fixture.ts';

test('a sound vault has no damage, also while the service runs; repairs wait until it is stopped', async (t) => {
  const { stage, mirror, fsck, repair } = await vault(t);
  t.is((await repair()).code, 69);
  t.is(
    (await fsck()).report.damaged.filter(({ store }: Damaged) => store === 'documents').length,
    0,
  );
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

for (const args of [['--repair'], ['--by', 'Громов'], ['--repair', '--by', ' ']]) {
  test(`okno fsck ${args.join(' ')}: who repairs has a name, and who only looks needs none`, async (t) => {
    const { fsck } = await vault(t);
    t.is((await fsck(...args)).code, 64);
  });
}

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
  ['a missing object', (root: string) => removeObject(root, 'record.json'), ['archive missing']],
  ['a missing segment', (root: string) => removeObject(root, 'entries.jsonl'), ['archive missing']],
] as const) {
  test(`${title} is named, repaired from the mirror, and the journal tells by whom`, async (t) => {
    const { stage, data, root, fsck, repair, journalled } = await vault(t);
    await stage.service.close();
    await damage(root);
    const found = await fsck();
    t.is(found.code, 1);
    if (expected !== undefined) t.deepEqual(kinds(found.report), [...expected]);
    const repaired = await repair();
    t.is(repaired.code, 0, JSON.stringify(repaired.report ?? repaired.stderr));
    t.true(repaired.report.damaged.every((each: Damaged) => each.repaired));
    t.deepEqual((await fsck()).report.damaged, []);
    const [entry, ...more] = await journalled();
    t.deepEqual(more, []);
    t.like(entry, { paragraph: 'D65-13з', content: { store: 'archive', person: 'Громов О. П.' } });
    t.true(Date.parse(entry.time) > 0);
    const kept = await readdir(join(data, 'archive', 'damaged')).catch(() => []);
    t.is(kept.length, title.startsWith('a missing ') && title !== 'a missing document' ? 0 : 1);
  });
}

test('a package that is gone is put back from the mirror, judged by what it holds', async (t) => {
  const { stage, root, fsck, repair } = await vault(t);
  const { version } = await placed(stage.exporter, stage.identities.head, 'Ещё один');
  t.is((await stage.exporter.get(`${version}/evidence`)).status, 200);
  await stage.service.close();
  await removeObject(root, 'recipe.json');
  t.deepEqual(kinds((await fsck()).report), ['archive missing']);
  const repaired = await repair();
  t.is(repaired.code, 0, JSON.stringify(repaired.report ?? repaired.stderr));
  t.deepEqual((await fsck()).report.damaged, []);
});

test('damage in the second copy is named and repaired from the archive', async (t) => {
  const { stage, mirror, fsck, repair } = await vault(t);
  await stage.service.close();
  await change(rootOf(mirror), 'versions/1/document');
  t.deepEqual(kinds((await fsck()).report), ['mirror changed']);
  t.is((await repair()).code, 0);
  t.deepEqual((await fsck()).report.damaged, []);
});

test('a second copy of an older state does not bring it back: it is told, and nothing is called repaired', async (t) => {
  const { stage, data, root, fsck, repair, journalled } = await vault(t);
  // The document's object gets a further version that the second copy has not.
  await stage.service.close();
  const archive = await openArchive({ folder: join(data, 'archive') });
  for await (const id of readArchive(join(data, 'archive')).ids()) {
    if (!id.startsWith('urn:uuid:')) continue;
    const record = JSON.parse(Buffer.from(await archive.read(id, 'record.json', 1e6)).toString());
    const files = await Promise.all(
      record.files.map(async ({ path }: { path: string }) => ({
        path,
        content: await archive.read(id, path, 1e7),
      })),
    );
    const message = 'as a later state of the journal would add it';
    const later = {
      path: 'record.json',
      content: Buffer.from(JSON.stringify({ ...record, later: 1 })),
    };
    await archive.append(id, {
      created: new Date().toISOString(),
      message,
      files: [...files, later],
    });
  }
  await change(root, 'record.json');
  const { report } = await fsck();
  t.true(kinds(report).includes('mirror older'));
  const repaired = await repair();
  t.is(repaired.code, 1);
  const left: Damaged[] = repaired.report.damaged.filter((each: Damaged) => !each.repaired);
  t.true(
    left.length > 0 && left.every(({ refused }) => refused !== undefined),
    JSON.stringify(left),
  );
  t.deepEqual(await journalled(), []);
});

for (const [what, kind, altered, refused] of [
  [
    'a document as it was before its receipts',
    'urn:uuid:',
    (path: string, bytes: Uint8Array) => (path.startsWith('receipts/') ? undefined : bytes),
    /older than the journal/,
  ],
  [
    'a document with another file',
    'urn:uuid:',
    (path: string, bytes: Uint8Array) =>
      path.endsWith('/document') ? Buffer.from('forged') : bytes,
    /is not what the journal tells/,
  ],
  [
    'a segment with another entry',
    'urn:okno-vault:segment:',
    (path: string, bytes: Uint8Array) =>
      path === 'contents.jsonl'
        ? Buffer.from(Buffer.from(bytes).toString().replace('qualified-signature', 'forged'))
        : bytes,
    /entry .* is not what was signed/,
  ],
  [
    'a segment that the log has not signed',
    'urn:okno-vault:segment:',
    (path: string, bytes: Uint8Array) =>
      path === 'segment.json'
        ? Buffer.from(Buffer.from(bytes).toString().replace('"size"', '"size" '))
        : bytes,
    /is not signed by the log/,
  ],
] as const) {
  test(`${what}, sound by OCFL, does not take the place of an object that is gone`, async (t) => {
    const { stage, mirror, root, fsck, repair, journalled } = await vault(t);
    await stage.service.close();
    const other = await openArchive({ folder: mirror });
    for await (const id of readArchive(mirror).ids()) {
      if (!id.startsWith(kind)) continue;
      const inventory = await other.inventory(id);
      const state = inventory?.versions.get(inventory.head)?.state ?? new Map();
      const files: { path: string; content: Uint8Array }[] = [];
      for (const path of [...state.values()].flat()) {
        const content = altered(path, await other.read(id, path, 1e7));
        if (content !== undefined) files.push({ path, content });
      }
      await other.replace(id, { created: '2026-03-10T12:00:00.000Z', message: 'x', files });
    }
    t.is((await fsck('--ocfl', rootOf(mirror))).code, 0);
    await removeObject(root, kind === 'urn:uuid:' ? 'record.json' : 'entries.jsonl');
    const { code, report } = await repair();
    t.is(code, 1);
    const said = report.damaged.map((each: Damaged) => each.refused).join();
    t.regex(said, refused);
    t.false(report.damaged.some(({ repaired }: Damaged) => repaired));
    t.deepEqual(await journalled(), []);
  });
}

test('copies that say different things are told as a conflict, and neither is written over', async (t) => {
  const { stage, data, mirror, fsck, repair } = await vault(t);
  await stage.service.close();
  const other = await openArchive({ folder: mirror });
  for await (const id of readArchive(mirror).ids()) {
    if (!id.startsWith('urn:uuid:')) continue;
    const files = [{ path: 'record.json', content: Buffer.from('{"files":[]}') }];
    await other.replace(id, { created: '2026-03-10T12:00:00.000Z', message: 'x', files });
  }
  const before = await octetsUnder(mirror);
  const found = await fsck();
  t.is(found.code, 1);
  t.deepEqual(kinds(found.report), ['archive conflict']);
  const ours = await octetsUnder(rootOf(join(data, 'archive')));
  t.is((await repair()).code, 1);
  t.deepEqual(await octetsUnder(rootOf(join(data, 'archive'))), ours);
  t.deepEqual(await octetsUnder(mirror), before);
});

test('a changed or missing stored file is named, and repaired from the archive', async (t) => {
  const { stage, data, fsck, repair, journalled } = await vault(t);
  await stage.service.close();
  const folder = join(data, 'documents', 'blobs');
  const names = await readdir(folder, { recursive: true });
  const [first = '', second = ''] = names.filter((name) => /[0-9a-f]{64}$/.test(name));
  await writeFile(join(folder, first), 'changed');
  await rm(join(folder, second));
  const found = await fsck();
  t.is(found.code, 1);
  t.deepEqual(kinds(found.report), ['documents changed', 'documents missing']);
  t.is((await repair()).code, 0);
  t.deepEqual((await fsck()).report.damaged, []);
  t.deepEqual(
    (await journalled()).map(({ content }) => content.store),
    ['documents', 'documents'],
  );
});

test('a stored file that nobody names is damage, not a matter of course', async (t) => {
  const { stage, data, fsck, repair } = await vault(t);
  await stage.service.close();
  const folder = join(data, 'documents', 'blobs', 'somebody');
  const name = 'ab'.repeat(32);
  await mkdir(join(folder, 'ab'), { recursive: true });
  await writeFile(join(folder, 'ab', name), 'x');
  await writeFile(join(folder, 'notes.txt'), 'x');
  for (const { code, report } of [await fsck(), await repair()]) {
    t.is(code, 1);
    const where = report.damaged.filter(({ kind }: Damaged) => kind === 'unknown');
    t.deepEqual(where.map((each: Damaged) => each.where).sort(), [
      `somebody/${name}`,
      'somebody/notes.txt',
    ]);
  }
});

test('what the database has and the archive has not yet is known', async (t) => {
  const { stage, data, fsck } = await vault(t);
  await stage.service.close();
  await rm(join(data, 'archive'), { recursive: true });
  const { report } = await fsck();
  t.deepEqual(
    kinds(report).filter((each) => each.startsWith('documents')),
    [],
  );
});

test('without a database nothing is repaired, for no journal would tell of it', async (t) => {
  const { stage, data, root, fsck, repair } = await vault(t);
  await stage.service.close();
  await rm(join(data, 'okno.sqlite'));
  await change(root, 'versions/1/document');
  t.is((await fsck()).code, 1);
  const { code, stderr } = await repair();
  t.is(code, 69);
  t.regex(stderr, /okno rebuild/);
  await t.throwsAsync(readFile(join(data, 'okno.sqlite')), { code: 'ENOENT' });
});

test('everything that is kept is read again within the period, and what is wrong is found by name', async (t) => {
  const { stage, data, mirror, root, fsck } = await vault(t);
  await stage.service.close();
  const { objects, files } = (await fsck()).report;
  const { metadata, files: engine } = await openStores(configOf(data));
  t.teardown(() => metadata.close());
  const inspection = engine.inspection;
  const time = { now: Date.parse('2026-03-10T12:00:00.000Z') };
  let read = 0;
  const checks = {
    clock: { now: () => new Date(time.now) },
    blobKeys: metadata.blobKeys,
    inspection: {
      ...inspection,
      digest: (id: string) => {
        read += 1;
        return inspection.digest(id);
      },
    },
  };
  const config = { ...configOf(data), archiveMirror: mirror, checkDays: 10 };
  const due = () => checkKeptDue(config, checks);
  t.deepEqual(await due(), { found: [], more: false }, 'the round begins, nothing is due yet');
  t.is(read, 0);
  time.now += 24 * 3_600_000;
  t.deepEqual(await due(), { found: [], more: false });
  t.true(read > 0 && read < files, `${read} of ${files} after a tenth of the period`);
  time.now += 9 * 24 * 3_600_000;
  t.deepEqual(await due(), { found: [], more: false });
  t.is(read, files);
  t.true(objects > 0);

  const stored = (await readdir(join(data, 'documents', 'blobs'), { recursive: true })).filter(
    (name) => /[0-9a-f]{64}$/.test(name),
  );
  await change(root, 'versions/1/document');
  await change(rootOf(mirror), 'record.json');
  await writeFile(join(data, 'documents', 'blobs', stored[0] ?? ''), 'changed');
  await rm(join(data, 'documents', 'blobs', stored[1] ?? ''));
  await writeFile(join(data, 'documents', 'blobs', 'notes.txt'), 'x');
  await due(); // the next round begins
  time.now += 10 * 24 * 3_600_000;
  const { found } = await due();
  t.deepEqual(kinds({ damaged: found }), [
    'archive changed',
    'documents changed',
    'documents missing',
    'mirror changed',
  ]);
  t.deepEqual(
    kinds({ damaged: (await due()).found }),
    ['documents unknown'],
    'asked twice before it is said',
  );
});

test('what is lawfully erased goes from both copies, which stay the same', async (t) => {
  const { stage, data, mirror, root, fsck } = await vault(t);
  await stage.service.close();
  const config = configOf(data, { archiveMirror: mirror });
  const stores = await openStores(config, 'command');
  const { clock, log } = { clock: { now: () => new Date() }, log: { write: () => undefined } };
  const { sequencer, sha256 } = await openJournal({ config, stores, algorithms, clock, log });
  await sequencer.start();
  const entries = await stores.metadata.journal.entries(0, 1000);
  const { id = '', bytes } = entries.find(({ action }) => action === 'session.opened') ?? {};
  const text = Buffer.from(bytes ?? []).toString('base64');
  const holds = async (folder: string) =>
    [...(await octetsUnder(folder))].filter(([, octets]) =>
      Buffer.from(octets, 'base64').includes(
        JSON.stringify(Buffer.from(text, 'base64').toString()).slice(1, -1),
      ),
    ).length;
  t.true((await holds(root)) > 0 && (await holds(rootOf(mirror))) > 0);
  const request = { entryId: id, ground: '152-FZ', person: 'Громов' };
  const by = await eraseEntry(request, { ...stores, sha256, newId: () => randomUUID() });
  await sequencer.sequenced([by]);
  await sequencer.close();
  await stores.metadata.close();
  const lines: LogLine[] = [];
  const again = await compose(config, { clock, log: { write: (line) => lines.push(line) } });
  await again.close();
  t.deepEqual(
    lines.filter(({ level }) => level === 'error'),
    [],
  );
  t.deepEqual([await holds(root), await holds(rootOf(mirror))], [0, 0]);
  t.deepEqual((await fsck()).report.damaged, []);
});

test('a file whose key was destroyed is not missed', async (t) => {
  const { stage, data, fsck } = await vault(t);
  await stage.service.close();
  const { metadata, stored } = await openStores(configOf(data), 'command');
  const names = await readdir(join(data, 'documents', 'blobs'), { recursive: true });
  const [file = ''] = names.filter((name) => /[0-9a-f]{64}$/.test(name));
  const blobId = file.replace(/\/..\//, '/');
  const references = await metadata.blobKeys.references(blobId);
  const [entry] = await metadata.journal.entries(0, 1);
  await metadata.commit({ erasures: [{ blobId, references, entry: entry?.id ?? '' }] });
  await stored.remove(blobId);
  await metadata.close();
  t.deepEqual((await fsck()).report.damaged, []);
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
