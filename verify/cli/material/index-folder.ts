import { randomBytes } from 'node:crypto';
import {
  type FileHandle,
  mkdir,
  readdir,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { endianness, homedir } from 'node:os';
import { join } from 'node:path';
import { CrlIndex } from '../../revocation/crl-index.ts';
import { openFile, readAt } from '../open-file.ts';

/** Indexes of large CRLs, each by the digest of the octets that it was made from. */
export interface IndexFolder {
  read(sha256: string): Promise<CrlIndex | undefined>;
  /** Keeps the index where it can; where it cannot, it is made again next time. */
  write(sha256: string, index: CrlIndex): Promise<void>;
}

/** The user's own folder for what can be made again (XDG Base Directory), or `OKNO_CACHE`. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const { OKNO_CACHE: own, XDG_CACHE_HOME: cache } = environment;
  return own ?? join(cache ?? join(homedir(), '.cache'), 'okno');
}

const MAGIC = Buffer.from('okno-crl-index\x001', 'latin1');
/** Magic, flags, two counts. */
const HEADER = 16 + 8 + 8 + 8;

/** Octets of all indexes; that of a list of 100 MB takes some twenty million. */
const FOLDER_LIMIT = 1024 * 1024 * 1024;

/**
 * An index that leaves an entry out would make a revoked certificate good: it is read from a folder that
 * belongs to the user who asks and that nobody else may write to, itself such a file, never from beside a CRL that was handed in.
 */
export function indexFolder(folder: string, limit = FOLDER_LIMIT): IndexFolder {
  const path = (sha256: string) => join(folder, `${sha256}.crl-index`);
  return {
    async read(sha256) {
      if (endianness() !== 'LE' || !(await isOurs(folder))) return undefined;
      const index = await decode(path(sha256)).catch(() => undefined); // it is made again
      const now = new Date();
      if (index !== undefined) await utimes(path(sha256), now, now).catch(() => {}); // used last
      return index;
    },
    async write(sha256, index) {
      if (endianness() !== 'LE') return;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        if (!(await isOurs(folder))) return;
        const part = `${path(sha256)}.${randomBytes(8).toString('hex')}`;
        await writeFile(part, encode(index), { mode: 0o600, flag: 'wx' });
        await rename(part, path(sha256));
        await evict(folder, limit);
      } catch {
        // A folder that cannot be written to costs time, not truth.
      }
    },
  };
}

async function isOurs(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined || !found.isDirectory()) return false;
  return isUsersOwn(found);
}

function isUsersOwn({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  const user = process.getuid?.();
  return user === undefined || (uid === user && (mode & 0o022) === 0);
}

/** Milliseconds after which a file that was not written to its end is nobody's. */
const HALF_WRITTEN = 60 * 60 * 1000;

/** What was used least recently goes first, and what was left half written. */
async function evict(folder: string, limit: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.includes('.crl-index'));
  const files = await Promise.all(
    names.map(async (name) => ({ name, ...(await sizeAndTime(join(folder, name))) })),
  );
  let octets = 0;
  for (const { name, size, used } of files.sort((a, b) => b.used - a.used)) {
    const whole = name.endsWith('.crl-index');
    if (whole) octets += size;
    const goes = whole ? octets > limit : Date.now() - used > HALF_WRITTEN;
    if (goes) await rm(join(folder, name), { force: true });
  }
}

// Another process may have removed it.
async function sizeAndTime(path: string): Promise<{ size: number; used: number }> {
  const found = await stat(path).catch(() => undefined);
  return { size: found?.size ?? 0, used: found?.mtimeMs ?? 0 };
}

function* encode({ unknownCritical, places, issuers }: CrlIndex): Generator<Uint8Array> {
  const header = Buffer.alloc(HEADER);
  MAGIC.copy(header);
  header.writeBigUInt64LE(unknownCritical ? 1n : 0n, 16);
  header.writeBigUInt64LE(BigInt(places.length), 24);
  header.writeBigUInt64LE(BigInt(issuers.length), 32);
  yield header;
  yield new Uint8Array(places.buffer, places.byteOffset, places.byteLength);
  yield new Uint8Array(issuers.buffer, issuers.byteOffset, issuers.byteLength);
}

/** Undefined for a file that was cut, or is none. Read straight to where it stays. */
async function decode(path: string): Promise<CrlIndex | undefined> {
  const { handle, size } = await openFile(path);
  try {
    return isUsersOwn(await handle.stat()) ? await decodeFrom(handle, size) : undefined;
  } finally {
    await handle.close();
  }
}

async function decodeFrom(handle: FileHandle, whole: number): Promise<CrlIndex | undefined> {
  const header = Buffer.from(await readAt(handle, 0, HEADER));
  if (header.length < HEADER || !header.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const places = Number(header.readBigUInt64LE(24));
  const issuers = Number(header.readBigUInt64LE(32));
  const size = places * 8 + issuers * 4;
  if (whole !== HEADER + size) return undefined;
  const body = await readAt(handle, HEADER, size);
  if (body.length < size) return undefined;
  return new CrlIndex({
    unknownCritical: header.readBigUInt64LE(16) !== 0n,
    places: new BigUint64Array(body.buffer, 0, places),
    issuers: new Uint32Array(body.buffer, places * 8, issuers),
  });
}
