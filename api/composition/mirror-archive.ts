import { createHash } from 'node:crypto';
import { startStreebog } from '../../algorithms/gost/streebog/streebog.ts';
import { isError } from '../../formats/ocfl/fault.ts';
import {
  copyObject,
  copyTop,
  isSameObject,
  objectPaths,
  openCopies,
} from '../../storage/archive/fs/copy-object.ts';
import { fsTree } from '../../storage/archive/fs/fs-tree.ts';
import { rootOf } from '../../storage/archive/fs/open-archive.ts';
import { STREEBOG_DIGITS } from '../../storage/archive/root-texts.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import type { OcflDigests } from '../../verify/ocfl/digest-file.ts';
import { validateObject } from '../../verify/ocfl/validate-object.ts';

/** Every digest that OCFL names, and Streebog. */
export const CHECK_DIGESTS: OcflDigests = new Map([
  ...[
    ['md5', 'md5'],
    ['sha1', 'sha1'],
    ['sha256', 'sha256'],
    ['sha512', 'sha512'],
    ['blake2b-512', 'blake2b512'],
  ].map(([name = '', node = '']) => [name, () => nodeStream(node)] as const),
  ['streebog-256', () => startStreebog(32)] as const,
  ['streebog-512', () => startStreebog(64)] as const,
]);

function nodeStream(name: string) {
  const hash = createHash(name);
  return {
    update: (piece: Uint8Array) => void hash.update(piece),
    finish: () => new Uint8Array(hash.digest()),
  };
}

/** Whether an object breaks no rule of OCFL, and every file of it has its digests. */
export async function isSound(root: string, path: string): Promise<boolean> {
  const request = {
    tree: fsTree(root),
    path,
    digests: CHECK_DIGESTS,
    localDigests: STREEBOG_DIGITS,
  };
  const { findings } = await validateObject(request);
  return !findings.some(isError);
}

/** Brings a mirror up to the archive: objects that differ are copied whole, and held to their digests. */
export async function mirrorArchive(folder: string, mirror: string): Promise<number> {
  const from = rootOf(folder);
  const folders = await openCopies(mirror);
  await copyTop(from, folders);
  let copied = 0;
  for await (const path of objectPaths(from)) {
    if (await isSameObject(from, folders.root, path)) continue;
    await copyObject(from, folders, {
      path,
      check: async (staged) => {
        if (!(await isSound(staged, '')))
          throw new StorageError('corrupt', `${path} is damaged: not mirrored`);
      },
    });
    copied += 1;
  }
  return copied;
}
