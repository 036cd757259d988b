import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { openArchive } from '../../storage/archive/fs/open-archive.ts';
import { openEncryptedBlobs } from '../../storage/blobs/encrypted/open-encrypted-blobs.ts';
import { keyRing } from '../../storage/keys/key-ring.ts';
import { newMasterKey } from '../../storage/keys/master-key.ts';
import { memoryBlobs } from '../../storage/memory/memory-blobs.ts';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { viewOf } from '../access/authorize.ts';
import { encodeRecipe, readRecipe } from '../evidence/package-recipe.ts';
import { createWorld, eraseFirst, place, principal } from '../evidence/package-world.fixture.ts';
import { writePackage } from '../evidence/write-package.ts';
import type { ArchiveFile } from '../ports/archive.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { ListedFile } from './document-object.ts';
import { packageFiles, packageObjectId } from './package-object.ts';
import { packageTied } from './package-tied.ts';

interface Held {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A vault that has issued packages, and what a second copy may hold in the place of one. */
async function issued(t: ExecutionContext) {
  const path = await scratchFolder(t);
  const metadata = memoryMetadata();
  const ring = keyRing([newMasterKey(1)]);
  const stored = memoryBlobs();
  const contentOf = ({ open }: Pick<Blobs, 'open'>) =>
    openEncryptedBlobs({ files: { ...stored, open }, keys: metadata.blobKeys, ring });
  const blobs = contentOf(stored);
  const world = await createWorld({ metadata, blobs });
  const id = await place(world, Buffer.from('первый'));
  const issue = async (document = id) => {
    const subject = { kind: 'document', id: document } as const;
    const { entryId: entry, asOf } = await writePackage({ principal, subject }, world);
    const key = `evidence document ${document} ${asOf} ${viewOf(principal)}`;
    const settled = await metadata.idempotency(principal.participantId, key);
    const recipe: string = JSON.parse(settled?.outcome ?? '{}').recipe;
    const files = await packageFiles(
      { entry, recipe },
      { metadata, blobs: stored, contents: blobs },
    );
    return { entry, recipe, files: await Promise.all(files.map(heldOf)) };
  };
  /** What is said of these files as the package of the entry. */
  const tied = async (entry: string, files: readonly Held[]) => {
    const archive = await openArchive({ folder: path(randomUUID()) });
    const object = packageObjectId(entry);
    const version = { created: '2026-03-10T12:00:00.000Z', message: 'x' };
    const content = files.map(({ path: at, bytes }) => ({ path: at, content: bytes }));
    await archive.append(object, { ...version, files: content });
    const inventory = await archive.inventory(object);
    if (inventory === undefined) throw new Error('no object');
    return packageTied(entry, { inventory, content: archive }, { metadata, contentOf });
  };
  return { world, metadata, blobs, stored, id, issue, tied };
}

async function heldOf({ path, content }: ArchiveFile): Promise<Held> {
  if (content instanceof Uint8Array) return { path, bytes: content };
  const opened = await content.open();
  return { path, bytes: await opened.read(0, opened.size) };
}

/** The same files under a record that lists others. */
function listing(files: readonly Held[], change: (listed: ListedFile[]) => unknown): Held[] {
  return files.map(({ path, bytes }) => {
    if (path !== 'record.json') return { path, bytes };
    const record = JSON.parse(Buffer.from(bytes).toString());
    return { path, bytes: Buffer.from(JSON.stringify({ ...record, files: change(record.files) })) };
  });
}

const without = (files: readonly Held[], gone: string) =>
  listing(
    files.filter(({ path }) => path !== gone),
    (listed) => listed.filter(({ path }) => path !== gone),
  );

test('a copy of a package as it was archived is what the journal tells', async (t) => {
  const { issue, tied } = await issued(t);
  const { entry, files } = await issue();
  t.is(await tied(entry, files), true);
});

test('a package that the store has lost too is judged by its own octets', async (t) => {
  const { stored, issue, tied } = await issued(t);
  const { entry, files } = await issue();
  const record = files.find(({ path }) => path === 'record.json');
  for (const { id } of JSON.parse(Buffer.from(record?.bytes ?? []).toString()).files)
    await stored.remove(id);
  t.is(await tied(entry, files), true);
});

test('a copy that lists fewer files than the package has is not the package, whichever is lacking', async (t) => {
  const { issue, tied } = await issued(t);
  const { entry, files } = await issue();
  const parts = files.filter(({ path }) => path !== 'record.json');
  t.true(parts.length > 3);
  for (const { path } of parts) t.not(await tied(entry, without(files, path)), true, path);
  t.regex(String(await tied(entry, without(files, 'recipe.json'))), /recipe\.json is lacking/);
});

test('a copy that holds the files of another package, all of them named blobs, is not the package', async (t) => {
  const { world, issue, tied } = await issued(t);
  const { entry } = await issue();
  const { files } = await issue(await place(world, Buffer.from('второй')));
  t.regex(String(await tied(entry, files)), /manifest\.json is not the one/);
});

test('a copy that holds a file beside the package’s own is not the package, be it listed or not', async (t) => {
  const { world, metadata, stored, issue, tied } = await issued(t);
  const { entry, files } = await issue();
  const [version] = await metadata.versionsOf(await place(world, Buffer.from('второй')));
  const id = version?.file.id ?? '';
  const more = {
    path: 'made/99',
    bytes: (await heldOf({ path: '', content: { open: () => stored.open(id) } })).bytes,
  };
  t.regex(String(await tied(entry, [...files, more])), /made\/99 is not what was made/);
  const listed = listing([...files, more], (all) => [...all, { path: more.path, id }]);
  t.regex(String(await tied(entry, listed)), /made\/99 is no file/);
});

test('a recipe that somebody placed as a document does not shorten a package', async (t) => {
  const { world, metadata, blobs, stored, issue, tied } = await issued(t);
  const { entry, recipe, files } = await issue();
  const { files: parts, versions } = await readRecipe(recipe, { blobs });
  const last = parts.filter(({ name }) => name === 'README.txt' || name === 'manifest.json');
  for (const [kept, expected] of [
    [parts, true],
    [parts.filter(({ name }) => name !== 'CONTENTS.txt'), /recipe\.json lacks CONTENTS\.txt/],
    [last, /recipe\.json lacks/],
  ] as const) {
    const octets = encodeRecipe({ versions, files: kept });
    const [version] = await metadata.versionsOf(await place(world, octets));
    const id = version?.file.id ?? '';
    const { bytes } = await heldOf({ path: '', content: { open: () => stored.open(id) } });
    const forged = listing(
      files.map((file) => (file.path === 'recipe.json' ? { path: file.path, bytes } : file)),
      (all) => all.map((file) => (file.path === 'recipe.json' ? { ...file, id } : file)),
    );
    const said = await tied(entry, forged);
    if (expected === true) t.is(said, true, 'what it says is what the manifest says');
    else t.regex(String(said), expected);
  }
});

for (const [what, text] of [
  ['no JSON', '{'],
  ['no object', 'null'],
  ['without files', '{}'],
  ['with files that are none', '{"files":[1]}'],
] as const) {
  test(`a record that is ${what} is refused, and stops nothing`, async (t) => {
    const { issue, tied } = await issued(t);
    const { entry, files } = await issue();
    const record = { path: 'record.json', bytes: Buffer.from(text) };
    const rest = files.filter(({ path }) => path !== 'record.json');
    t.is(typeof (await tied(entry, [record, ...rest])), 'string');
  });
}

test('a package that was erased with its version is put back as it lay, for nobody can read it', async (t) => {
  const { world, id, issue, tied } = await issued(t);
  const { entry, files } = await issue();
  await eraseFirst(world, [id]);
  t.is(await tied(entry, files), true);
  t.regex(String(await tied('another', files)), /the journal knows no package/);
});
