import test from 'ava';
import { StorageError } from '../ports/storage-error.ts';
import { type PackageObjectPorts, packageFiles } from './package-object.ts';

test('a package of which nothing is left before it was archived is told, and stops nothing', async (t) => {
  const open = async (id: string) => {
    throw new StorageError('erased', id);
  };
  const find = async () => ({ state: 'erased', entry: 'e' });
  const ports = {
    metadata: { blobKeys: { find } },
    blobs: { open },
    contents: { open },
  } as unknown as PackageObjectPorts;
  const files = await packageFiles({ entry: 'issue', recipe: 'o/r' }, ports);
  t.deepEqual(
    files.map(({ path }) => path),
    ['record.json'],
  );
  const [record] = files;
  const bytes = record?.content instanceof Uint8Array ? record.content : t.fail();
  t.like(JSON.parse(new TextDecoder().decode(bytes)), { entry: 'issue', documents: [], files: [] });
});
