import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, stat, writeFile } from 'node:fs/promises';
import { endianness, homedir } from 'node:os';
import { join } from 'node:path';
import { CrlIndex } from '../../revocation/crl-index.ts';

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

/**
 * An index that leaves an entry out would make a revoked certificate good: it is read from a folder that
 * belongs to the user who asks and that nobody else may write to, never from beside a CRL that was handed in.
 */
export function indexFolder(folder: string): IndexFolder {
  const path = (sha256: string) => join(folder, `${sha256}.crl-index`);
  return {
    async read(sha256) {
      if (endianness() !== 'LE' || !(await isOurs(folder))) return undefined;
      return decode(path(sha256)).catch(() => undefined); // it is made again
    },
    async write(sha256, index) {
      if (endianness() !== 'LE') return;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        if (!(await isOurs(folder))) return;
        const part = `${path(sha256)}.${randomBytes(8).toString('hex')}`;
        await writeFile(part, encode(index), { mode: 0o600, flag: 'wx' });
        await rename(part, path(sha256));
      } catch {
        // A folder that cannot be written to costs time, not truth.
      }
    },
  };
}

async function isOurs(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined || !found.isDirectory()) return false;
  const user = process.getuid?.();
  return user === undefined || (found.uid === user && (found.mode & 0o022) === 0);
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
  await using handle = await open(path, 'r');
  const header = Buffer.alloc(HEADER);
  await handle.read(header, 0, HEADER, 0);
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const places = Number(header.readBigUInt64LE(24));
  const issuers = Number(header.readBigUInt64LE(32));
  const size = places * 8 + issuers * 4;
  if ((await handle.stat()).size !== HEADER + size) return undefined;
  const body = new Uint8Array(size);
  for (let filled = 0; filled < size; ) {
    const { bytesRead } = await handle.read(body, filled, size - filled, HEADER + filled);
    if (bytesRead === 0) return undefined;
    filled += bytesRead;
  }
  return new CrlIndex({
    unknownCritical: header.readBigUInt64LE(16) !== 0n,
    places: new BigUint64Array(body.buffer, 0, places),
    issuers: new Uint32Array(body.buffer, places * 8, issuers),
  });
}
