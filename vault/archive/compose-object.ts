import { readAll } from '../../formats/byte-source.ts';
import { toHex } from '../../formats/hex.ts';
import { declaration } from '../../formats/ocfl/declaration.ts';
import { INVENTORY, type OcflInventory } from '../../formats/ocfl/inventory.ts';
import { encodeSidecar, sidecarName } from '../../formats/ocfl/sidecar.ts';
import { digestFile } from '../../verify/ocfl/digest-file.ts';
import { extendsInventory } from '../../verify/ocfl/extends-inventory.ts';
import { readSound, type SoundInventory } from '../../verify/ocfl/sound-inventory.ts';
import type { OcflTree } from '../../verify/ocfl/tree.ts';
import type { CopiedFile, CopiedObject, ReadableArchive } from '../ports/archive.ts';
import { StorageError } from '../ports/storage-error.ts';
import type { ObjectRules } from './object-rules.ts';

export interface Composition {
  readonly files: CopiedObject['files'];
  /** What no copy has, by path in the object. */
  readonly lacking: readonly string[];
}

/**
 * The object that an inventory describes, from whichever of these places has a file with the digest that it names: whole,
 * or with what is lacking.
 */
export async function composeObject(
  { inventory, bytes }: Pick<SoundInventory, 'inventory' | 'bytes'>,
  places: readonly CopiedFile[],
  rules: ObjectRules,
): Promise<Composition> {
  const { digestAlgorithm, manifest, versions, head } = inventory;
  const files = new Map<string, Uint8Array | CopiedFile>();
  const lacking: string[] = [];
  const own = declaration('ocfl_object_', inventory.edition);
  files.set(own.name, new TextEncoder().encode(own.text));
  const put = (folder: string, octets: Uint8Array) => {
    const sidecar = encodeSidecar(digestOf(octets, digestAlgorithm, rules));
    files.set(`${folder}${INVENTORY}`, octets);
    files.set(`${folder}${sidecarName(digestAlgorithm)}`, new TextEncoder().encode(sidecar));
  };
  put('', bytes);
  for (const name of versions.keys()) {
    const found =
      name === head ? bytes : await versionInventory(name, { inventory, places, rules });
    if (found === undefined) lacking.push(`${name}/${INVENTORY}`);
    else put(`${name}/`, found);
  }
  for (const [digest, paths] of manifest) {
    for (const path of paths) {
      const place = await placeOf(path, { digest, digestAlgorithm, places, rules });
      if (place === undefined) lacking.push(path);
      else files.set(path, place);
    }
  }
  return { files, lacking };
}

/** The newest version of a composed object, for who looks into it before it gets its place. */
export function readerOf(
  inventory: OcflInventory,
  files: Composition['files'],
): Pick<ReadableArchive, 'inventory' | 'read'> {
  const state = inventory.versions.get(inventory.head)?.state ?? new Map<string, string[]>();
  return {
    inventory: async (id) => (id === inventory.id ? inventory : undefined),
    async read(id, path, limit) {
      const [digest = ''] = [...state].find(([, paths]) => paths.includes(path)) ?? [];
      const file = files.get(inventory.manifest.get(digest)?.[0] ?? '');
      if (id !== inventory.id || file === undefined)
        throw new StorageError('not-found', `no ${path} in object ${id}`);
      if (file instanceof Uint8Array) return file;
      return file.tree.read(file.path, (source) => readAll(source, limit));
    },
  };
}

interface Sought {
  readonly places: readonly CopiedFile[];
  readonly rules: ObjectRules;
}

/** What a version's directory says of itself must be what the newest inventory says of it. */
async function versionInventory(
  name: string,
  { inventory, places, rules }: Sought & Pick<SoundInventory, 'inventory'>,
): Promise<Uint8Array | undefined> {
  for (const { tree, path } of places) {
    const found = await readSound({ ...rules, tree, path }, `${path}/${name}`);
    if (found?.inventory.head === name && extendsInventory(inventory, found.inventory)) {
      return found.bytes;
    }
  }
  return undefined;
}

async function placeOf(
  file: string,
  sought: Sought & { readonly digest: string; readonly digestAlgorithm: string },
): Promise<CopiedFile | undefined> {
  const { places, rules, digest, digestAlgorithm: name } = sought;
  for (const { tree, path } of places) {
    const at = `${path}/${file}`;
    const found = await digestIfThere(tree, at, { digests: rules.digests, names: [name] });
    if (found?.get(name) === digest.toLowerCase()) return { tree, path: at };
  }
  return undefined;
}

/** What cannot be read is as good as not there: another copy may have it, and what none has is told. */
async function digestIfThere(tree: OcflTree, path: string, how: Parameters<typeof digestFile>[2]) {
  try {
    return await digestFile(tree, path, how);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

function digestOf(bytes: Uint8Array, name: string, { digests }: ObjectRules): string {
  const stream = digests.get(name)?.();
  if (stream === undefined) throw new TypeError(`no digest ${name}`);
  stream.update(bytes);
  return toHex(stream.finish());
}
