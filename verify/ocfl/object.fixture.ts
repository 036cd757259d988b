import { createHash } from 'node:crypto';
import { startStreebog } from '../../algorithms/gost/streebog/streebog.ts';
import { bytesSource } from '../../formats/byte-source.ts';
import type { OcflDigests } from './digest-file.ts';
import type { OcflEntry, OcflTree } from './tree.ts';

const hashing = (name: string) => () => {
  const hash = createHash(name);
  return {
    update: (piece: Uint8Array) => void hash.update(piece),
    finish: () => new Uint8Array(hash.digest()),
  };
};

export const digests: OcflDigests = new Map([
  ['sha512', hashing('sha512')],
  ['sha256', hashing('sha256')],
  ['sha1', hashing('sha1')],
  ['md5', hashing('md5')],
  ['blake2b-512', hashing('blake2b512')],
  ['streebog-256', () => startStreebog(32)],
]);
/** What a local extension adds to the digests of `fixity`. */
export const LOCAL_DIGESTS = new Map([['streebog-256', 64]]);

export const hex = (name: string, text: string) => createHash(name).update(text).digest('hex');

/** Files by path; a path that ends in `/` is a folder that is empty. */
export type Files = Map<string, string>;

/** How a file is there: hard-linked, a symbolic link, a device. */
export type Odd = ReadonlyMap<string, Partial<OcflEntry>>;

export function memoryTree(files: Files, odd: Odd = new Map()): OcflTree {
  return {
    async list(path) {
      const prefix = path === '' ? '' : `${path}/`;
      const found = new Map<string, OcflEntry>();
      for (const each of files.keys()) {
        if (!each.startsWith(prefix) || each === prefix) continue;
        const [name = '', ...rest] = each.slice(prefix.length).split('/');
        const kind = rest.length > 0 ? 'folder' : 'file';
        found.set(name, { name, kind, links: 1, ...(rest.length > 0 ? {} : odd.get(each)) });
      }
      return [...found.values()];
    },
    async read(path, use) {
      const text = files.get(path);
      if (text === undefined) throw new Error(`no file ${path}`);
      return use(bytesSource(new TextEncoder().encode(text)));
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: what a fixture breaks has no type
export type Json = any;

export interface Edit {
  /** Changes what is said in the inventory of a version (`v1`, `v2`; the root has that of `v2`). */
  readonly inventory?: (json: Json, version: string) => void;
  /** Changes the octets of an inventory before its sidecar is made. */
  readonly text?: (text: string, version: string) => string;
  /** Changes what lies there, after all else. */
  readonly files?: (files: Files) => void;
  readonly odd?: Odd;
}

const CONTENT: Readonly<Record<string, readonly [string, string][]>> = {
  v1: [
    ['letter.txt', 'a letter\n'],
    ['annex/table.txt', 'a table\n'],
  ],
  v2: [['answer.txt', 'an answer\n']],
};
export const LETTER = hex('sha512', 'a letter\n');
export const TABLE = hex('sha512', 'a table\n');
export const ANSWER = hex('sha512', 'an answer\n');

/** A valid object of two versions, or what `edit` makes of it. */
export function objectFiles(edit: Edit = {}, id = 'urn:example:letter'): Files {
  const files: Files = new Map([['0=ocfl_object_1.1', 'ocfl_object_1.1\n']]);
  const manifest: Record<string, string[]> = {};
  const versions: Record<string, unknown> = {};
  const state: Record<string, string[]> = {};
  let last = '';
  for (const version of ['v1', 'v2']) {
    for (const [name, text] of CONTENT[version] ?? []) {
      files.set(`${version}/content/${name}`, text);
      manifest[hex('sha512', text)] = [`${version}/content/${name}`];
      state[hex('sha512', text)] = [name];
    }
    versions[version] = {
      created: '2026-03-10T12:00:00.000Z',
      message: 'placed',
      user: { name: 'okno', address: 'https://okno.example/' },
      state: { ...state },
    };
    const json = structuredClone({
      id,
      type: 'https://ocfl.io/1.1/spec/#inventory',
      digestAlgorithm: 'sha512',
      head: version,
      manifest,
      versions,
    });
    edit.inventory?.(json, version);
    const text = JSON.stringify(json, null, 1);
    last = edit.text?.(text, version) ?? text;
    putInventory(files, `${version}/`, last, json.digestAlgorithm ?? 'sha512');
    if (version === 'v2') putInventory(files, '', last, json.digestAlgorithm ?? 'sha512');
  }
  edit.files?.(files);
  return files;
}

export function putInventory(
  files: Files,
  folder: string,
  text: string,
  algorithm = 'sha512',
): void {
  files.set(`${folder}inventory.json`, text);
  files.set(`${folder}inventory.json.${algorithm}`, `${hex(algorithm, text)} inventory.json\n`);
}
