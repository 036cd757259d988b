import { indentedJson, type JsonObject } from '../evidence/canonical-json.ts';

/** Lower-case hex digest (as written: digests compare without regard to case) to paths with that content. */
export type PathsByDigest = ReadonlyMap<string, readonly string[]>;

export type ContentDigest = 'sha512' | 'sha256';

/** OCFL 1.1 §3.5: every version of an object, and which file holds what. */
export interface OcflInventory {
  readonly id: string;
  /** Edition of the specification in `type`: `1.1` or `1.0`. */
  readonly edition: string;
  readonly digestAlgorithm: ContentDigest;
  /** Name of the newest version's directory. */
  readonly head: string;
  readonly contentDirectory?: string;
  /** Digest to content paths, which start at the object's root. */
  readonly manifest: PathsByDigest;
  readonly versions: ReadonlyMap<string, OcflVersion>;
  /** By name of a further digest algorithm. */
  readonly fixity: ReadonlyMap<string, PathsByDigest>;
}

export interface OcflVersion {
  /** RFC 3339. */
  readonly created: string;
  /** Digest to logical paths. */
  readonly state: PathsByDigest;
  readonly message?: string;
  readonly user?: { readonly name: string; readonly address?: string };
}

export const INVENTORY = 'inventory.json';
export const EDITIONS: readonly string[] = ['1.0', '1.1'];
export const DIGEST_SIZE: Readonly<Record<ContentDigest, number>> = { sha512: 64, sha256: 32 };
/** Where content lies in a version's directory when the inventory does not say. */
export const CONTENT = 'content';

export const inventoryType = (edition: string): string =>
  `https://ocfl.io/${edition}/spec/#inventory`;

/** Names sorted, one spelling: equal inventories are equal octets. */
export function encodeInventory(inventory: OcflInventory): Uint8Array {
  const { id, edition, digestAlgorithm, head, contentDirectory, manifest, fixity } = inventory;
  return indentedJson({
    id,
    type: inventoryType(edition),
    digestAlgorithm,
    head,
    contentDirectory,
    manifest: jsonOf(manifest),
    versions: Object.fromEntries(
      [...inventory.versions].map(([name, { created, state, message, user }]) => [
        name,
        { created, state: jsonOf(state), message, user: user && { ...user } },
      ]),
    ),
    fixity:
      fixity.size === 0
        ? undefined
        : Object.fromEntries([...fixity].map(([name, block]) => [name, jsonOf(block)])),
  });
}

const jsonOf = (paths: PathsByDigest): JsonObject =>
  Object.fromEntries([...paths].map(([digest, list]) => [digest, [...list].sort()]));
