import { FormatError } from '../../formats/format-error.ts';
import { parseBundle, TILE_WIDTH, type Tile, tilePath } from '../../formats/log/tile.ts';
import { HASH_SIZE } from '../../formats/log/tree.ts';

/** The static files of a log (C2SP tlog-tiles), wherever they lie. */
export interface LogFiles {
  /** The octets of `checkpoint` or of a tile; undefined when there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
}

/** Octets of the largest file: an entry bundle of 256 entries of 65,535 octets. */
export const LOG_FILE_LIMIT = TILE_WIDTH * (2 + 0xffff);

export type DamageKind =
  /** There is no such file. */
  | 'missing'
  /** It ends too early. */
  | 'cut'
  /** Its octets are no tile of this width. */
  | 'malformed'
  /** It is not what the checkpoint commits to. */
  | 'changed'
  /** It holds what belongs elsewhere in the log, or its own content in another order. */
  | 'reordered';

export interface Damage {
  readonly kind: DamageKind;
  /** Path of the file in the log. */
  readonly file: string;
}

export type Read<T> = { readonly value: T } | { readonly damage: Damage };

/** Hashes of a Merkle tile, nothing verified. */
export async function readTile(files: LogFiles, tile: Tile): Promise<Read<Uint8Array[]>> {
  const { path: file, bytes } = await readFull(files, tile);
  if (bytes === undefined) return { damage: { kind: 'missing', file } };
  const size = tile.width * HASH_SIZE;
  if (bytes.length < size) return { damage: { kind: 'cut', file } };
  const full = file !== tilePath(tile);
  if (bytes.length !== (full ? TILE_WIDTH * HASH_SIZE : size)) {
    return { damage: { kind: 'malformed', file } };
  }
  const hashes = Array.from({ length: tile.width }, (_, at) =>
    bytes.subarray(at * HASH_SIZE, (at + 1) * HASH_SIZE),
  );
  return { value: hashes };
}

/** Entries of a bundle, nothing verified. */
export async function readBundle(
  files: LogFiles,
  tile: { readonly index: number; readonly width: number },
): Promise<Read<Uint8Array[]>> {
  const bundle: Tile = { ...tile, level: 'entries' };
  const { path: file, bytes } = await readFull(files, bundle);
  if (bytes === undefined) return { damage: { kind: 'missing', file } };
  try {
    const full = file !== tilePath(bundle);
    const entries = parseBundle(bytes, full ? TILE_WIDTH : tile.width);
    return { value: entries.slice(0, tile.width) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const kind = error.message.includes('truncated') ? 'cut' : 'malformed';
    return { damage: { kind, file } };
  }
}

/** tlog-tiles: where a partial tile was removed, the full one that has come since holds its content. */
async function readFull(
  files: LogFiles,
  tile: Tile,
): Promise<{ path: string; bytes: Uint8Array | undefined }> {
  const path = tilePath(tile);
  const bytes = await files.read(path);
  if (bytes !== undefined || tile.width === TILE_WIDTH) return { path, bytes };
  const full = tilePath({ ...tile, width: TILE_WIDTH });
  const found = await files.read(full);
  return found === undefined ? { path, bytes } : { path: full, bytes: found };
}
