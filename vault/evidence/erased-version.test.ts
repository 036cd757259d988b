import test from 'ava';
import { openEncryptedBlobs } from '../../storage/blobs/encrypted/open-encrypted-blobs.ts';
import { keyRing } from '../../storage/keys/key-ring.ts';
import { newMasterKey } from '../../storage/keys/master-key.ts';
import { memoryBlobs } from '../../storage/memory/memory-blobs.ts';
import { memoryMetadata } from '../../storage/memory/memory-metadata.ts';
import { createPki } from '../../test-fixtures/pki/create-pki.ts';
import { head } from '../../test-fixtures/pki/subjects.ts';
import { createWorld, eraseFirst, NOW, packageOf, pki, place } from './package-world.fixture.ts';

const other = await createPki({ now: NOW });
const stranger = await other.issue({ subject: head });
/** Documents `mine`, whose lists judge the operator's seal too, and `strange`, which stands on others. */
async function twoDocuments() {
  const metadata = memoryMetadata();
  const ring = keyRing([newMasterKey(1)]);
  const blobs = openEncryptedBlobs({ files: memoryBlobs(), keys: metadata.blobKeys, ring });
  const world = await createWorld({ metadata, blobs, authorities: [pki, other] });
  const mine = await place(world, Buffer.from('первый'));
  const strange = await place(world, Buffer.from('второй'), { by: stranger });
  const asOf = (await metadata.journal.head())?.size ?? 0;
  const again = (id: string) => packageOf(world, id, { asOf });
  const erase = (...ids: readonly string[]) => eraseFirst(world, ids);
  return { metadata, mine, strange, again, erase };
}

test('a package is repeated octet for octet after another version went that stood on the same lists', async (t) => {
  const { mine, strange, again, erase } = await twoDocuments();
  const issued = await again(strange);
  const { kept, erased } = await erase(mine);
  t.true(erased.length > 0);
  t.true(kept.length > 0, 'the lists that judge the seal');
  t.deepEqual(await again(strange), issued);
  await t.throwsAsync(again(mine));
});

test('what was made for a package goes with its version, and the package with it', async (t) => {
  const { metadata, mine, strange, again, erase } = await twoDocuments();
  await again(mine);
  await again(strange);
  await erase(mine, strange);
  t.deepEqual(await metadata.blobKeys.generations(), [], 'no key is left');
  await t.throwsAsync(again(mine), { code: 'erased' });
  await t.throwsAsync(again(strange), { code: 'erased' });
});
