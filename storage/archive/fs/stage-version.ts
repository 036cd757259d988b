import { createHash } from 'node:crypto';
import { rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DigestStream } from '../../../algorithms/provider.ts';
import { failpoint } from '../../../faults/failpoint.ts';
import { type ByteSource, bytesSource, pieces } from '../../../formats/byte-source.ts';
import { toHex } from '../../../formats/hex.ts';
import { declaration } from '../../../formats/ocfl/declaration.ts';
import {
  CONTENT,
  encodeInventory,
  INVENTORY,
  type OcflInventory,
  type PathsByDigest,
} from '../../../formats/ocfl/inventory.ts';
import { encodeSidecar, sidecarName } from '../../../formats/ocfl/sidecar.ts';
import type { ArchiveFile, NewVersion } from '../../../vault/ports/archive.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { namesIn, syncTree, writeSynced } from './durable-tree.ts';

export interface Staging {
  /** Folder of the object that is being made. */
  readonly object: string;
  readonly id: string;
  readonly current: OcflInventory | undefined;
  /** Digest algorithms beyond SHA-256 and SHA-512, by OCFL's names. */
  readonly digests: ReadonlyMap<string, () => DigestStream>;
  /** Who adds the version, in its inventory. */
  readonly user: { readonly name: string; readonly address: string };
}

/** Who the inventory says made a version. */
export const WRITER = { name: 'Okno Vault', address: 'urn:okno-vault' } as const;

interface Draft {
  readonly state: Map<string, string[]>;
  readonly manifest: Map<string, readonly string[]>;
  readonly fixity: Map<string, Map<string, readonly string[]>>;
}

/**
 * Makes the next version of an object in staging, synced: its new content, its inventory, and the object's own
 * files. False: the state would be the same, and nothing is to be done.
 */
export async function stageVersion(staging: Staging, version: NewVersion): Promise<boolean> {
  const { object, id, current, user } = staging;
  const head = `v${(current?.versions.size ?? 0) + 1}`;
  const draft = draftOf(current);
  for (const file of version.files) await stageFile(staging, head, file, draft);
  const newest = current?.versions.get(current.head)?.state;
  if (newest !== undefined && stateKey(newest) === stateKey(draft.state)) return false;
  failpoint('archive/content');
  const { created, message } = version;
  const inventory = encodeInventory({
    id,
    edition: '1.1',
    digestAlgorithm: 'sha512',
    head,
    manifest: draft.manifest,
    versions: new Map([
      ...(current?.versions ?? []),
      [head, { created, message, user, state: draft.state }],
    ]),
    fixity: draft.fixity,
  });
  const sidecar = encodeSidecar(createHash('sha512').update(inventory).digest('hex'));
  for (const folder of [join(object, head), object]) {
    await writeSynced(join(folder, INVENTORY), inventory);
    await writeSynced(join(folder, sidecarName('sha512')), sidecar);
  }
  const own = declaration('ocfl_object_');
  await writeSynced(join(object, own.name), own.text);
  await syncTree(object);
  failpoint('archive/staged');
  return true;
}

function draftOf(current: OcflInventory | undefined): Draft {
  return {
    state: new Map(),
    manifest: new Map(current?.manifest),
    fixity: new Map([...(current?.fixity ?? [])].map(([name, block]) => [name, new Map(block)])),
  };
}

async function stageFile(
  staging: Staging,
  head: string,
  file: ArchiveFile,
  draft: Draft,
): Promise<void> {
  const known = file.sha256 && storedDigest(draft, file.sha256);
  const digest =
    known === undefined || known === '' ? await writeFile(staging, head, file, draft) : known;
  draft.state.set(digest, [...(draft.state.get(digest) ?? []), file.path]);
}

/** SHA-512 of content that the object has, from its SHA-256: then it need not be read again. */
function storedDigest({ fixity, manifest }: Draft, sha256: string): string | undefined {
  const path = fixity.get('sha256')?.get(sha256)?.[0];
  if (path === undefined) return undefined;
  return [...manifest].find(([, paths]) => paths.includes(path))?.[0];
}

async function writeFile(
  { object, digests }: Staging,
  head: string,
  { path, content, sha256, fixity = [] }: ArchiveFile,
  draft: Draft,
): Promise<string> {
  const place = `${head}/${CONTENT}/${path}`;
  const target = join(object, ...place.split('/'));
  const streams = new Map<string, DigestStream>([
    ['sha512', nodeStream('sha512')],
    ['sha256', nodeStream('sha256')],
  ]);
  for (const name of fixity) {
    const start = digests.get(name);
    if (start !== undefined) streams.set(name, start());
  }
  await use(content, (source) => writeSynced(target, digested(source, streams)));
  const found = new Map([...streams].map(([name, stream]) => [name, toHex(stream.finish())]));
  const digest = found.get('sha512') ?? '';
  if (sha256 !== undefined && found.get('sha256') !== sha256) {
    throw new StorageError('corrupt', `${path} has SHA-256 ${found.get('sha256')}, not ${sha256}`);
  }
  if (draft.manifest.has(digest)) {
    await removeWithEmptyFolders(target, object);
    return digest;
  }
  draft.manifest.set(digest, [place]);
  found.delete('sha512');
  for (const [name, value] of found) {
    const block = draft.fixity.get(name) ?? new Map<string, readonly string[]>();
    block.set(value, [...(block.get(value) ?? []), place]);
    draft.fixity.set(name, block);
  }
  return digest;
}

/** OCFL 1.1 §3.3.1: no folder of content is empty. */
async function removeWithEmptyFolders(file: string, top: string): Promise<void> {
  await unlink(file);
  for (let folder = dirname(file); folder !== top; folder = dirname(folder)) {
    if ((await namesIn(folder)).length > 0) return;
    await rmdir(folder);
  }
}

function nodeStream(name: string): DigestStream {
  const hash = createHash(name);
  return {
    update: (piece) => void hash.update(piece),
    finish: () => new Uint8Array(hash.digest()),
  };
}

async function* digested(
  source: ByteSource,
  streams: ReadonlyMap<string, DigestStream>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces(source)) {
    for (const stream of streams.values()) stream.update(piece);
    yield piece;
  }
}

async function use(
  content: ArchiveFile['content'],
  step: (source: ByteSource) => Promise<void>,
): Promise<void> {
  if (content instanceof Uint8Array) return step(bytesSource(content));
  const source = await content.open();
  try {
    await step(source);
  } finally {
    await source.close();
  }
}

const stateKey = (state: PathsByDigest): string =>
  [...state]
    .map(([digest, paths]) => JSON.stringify([digest, [...paths].sort()]))
    .sort()
    .join();
