import test, { type ExecutionContext } from 'ava';
import { openArchive } from '../../storage/archive/fs/open-archive.ts';
import { openEncryptedBlobs } from '../../storage/blobs/encrypted/open-encrypted-blobs.ts';
import { keyRing } from '../../storage/keys/key-ring.ts';
import { newMasterKey } from '../../storage/keys/master-key.ts';
import { memoryBlobs } from '../../storage/memory/memory-blobs.ts';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { scratchFolder } from '../../test-fixtures/peers/scratch-folder.ts';
import { createWorld, eraseFirst, place } from '../evidence/package-world.fixture.ts';
import { removeErased } from '../retention/erase-content.ts';
import { documentFiles, documentObjectId } from './document-object.ts';
import { filesOf } from './restore-blobs.ts';

/** A document of two versions, and its object in an archive. */
async function archived(t: ExecutionContext) {
  const path = await scratchFolder(t);
  const metadata = memoryMetadata();
  const stored = memoryBlobs();
  const ring = keyRing([newMasterKey(1)]);
  const blobs = openEncryptedBlobs({ files: stored, keys: metadata.blobKeys, ring });
  const world = await createWorld({ metadata, blobs });
  const id = await place(world, Buffer.from('первая'));
  await place(world, Buffer.from('вторая'), { documentId: id });
  const archive = await openArchive({ folder: path('archive') });
  /** Paths that the object lists after the archive wrote it. */
  const write = async () => {
    const files = (await documentFiles(id, { metadata, blobs: stored })) ?? t.fail();
    const version = { created: '2026-03-10T12:00:00.000Z', message: 'x', files };
    await archive.append(documentObjectId(id), version);
    const listed = (await filesOf(documentObjectId(id), archive)) ?? [];
    return listed.map((file) => file.path);
  };
  const erase = async () => {
    const { erased } = await eraseFirst(world, [id]);
    await removeErased(JSON.stringify({ blobs: erased }), { metadata, blobs });
  };
  return { write, erase };
}

const isOf = (version: number) => (path: string) => path.startsWith(`versions/${version}/`);

for (const before of [false, true]) {
  const when = before ? 'after the archive wrote it' : 'before the archive first wrote it';
  test(`a version that was erased ${when} is told, is not in the object, and stops nothing`, async (t) => {
    const { write, erase } = await archived(t);
    if (before) t.true((await write()).some(isOf(1)));
    await erase();
    const paths = await write();
    t.false(paths.some(isOf(1)), paths.join());
    t.true(paths.includes('versions/2/document'));
  });
}
