import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { OpenBlob } from '../../../vault/ports/blobs.ts';
import { StorageError } from '../../../vault/ports/storage-error.ts';
import { ours, StoreBusy } from './s3-error.ts';
import type { S3Store } from './s3-store.ts';
import { type ObjectFacts, type ObjectVersion, versionQuery } from './stat-object.ts';

/** Fetched at least, so that a reader of small pieces does not ask for each: 256 KiB. */
const WINDOW = 1 << 18;

/** One version of an object, read by ranges; the last piece fetched is at hand. */
export function openObject(store: S3Store, object: ObjectFacts): OpenBlob {
  const { size } = object;
  let closed = false;
  let window: Range & { readonly bytes: Uint8Array } = {
    offset: 0,
    length: 0,
    bytes: new Uint8Array(),
  };
  return {
    size,
    async read(offset, length) {
      if (closed) throw new StorageError('unavailable', 'the blob is closed');
      const wanted = { offset, length: Math.max(0, Math.min(length, size - offset)) };
      if (wanted.length === 0) return new Uint8Array();
      if (!covers(window, wanted)) {
        const range = { offset, length: Math.min(Math.max(length, WINDOW), size - offset) };
        window = { ...range, bytes: await readRange(store, object, range) };
      }
      const from = offset - window.offset;
      return window.bytes.slice(from, from + wanted.length);
    },
    async close() {
      closed = true;
      window = { offset: 0, length: 0, bytes: new Uint8Array() };
    },
  };
}

interface Range {
  readonly offset: number;
  readonly length: number;
}

function covers(window: Range, wanted: Range): boolean {
  const end = wanted.offset + wanted.length;
  return wanted.offset >= window.offset && end <= window.offset + window.length;
}

async function readRange(store: S3Store, object: ObjectFacts, range: Range): Promise<Uint8Array> {
  const { client, bucket } = store;
  return ours(() =>
    store.retried(async () => {
      const { offset, length } = range;
      const query = versionQuery(object);
      const answer = await client.getPartialObject(bucket, object.key, offset, length, query);
      checkRange(answer, range, object.size);
      return collect(answer, length);
    }),
  );
}

/** A store or proxy that ignores ranges answers with the whole: its first octets are not those asked for. */
function checkRange(answer: unknown, { offset, length }: Range, size: number): void {
  const { statusCode, headers } = answer as IncomingMessage;
  const told = headers['content-range'];
  if (statusCode === 206 && told === `bytes ${offset}-${offset + length - 1}/${size}`) return;
  (answer as IncomingMessage).destroy();
  throw new StorageError(
    'corrupt',
    `asked for ${length} octets from ${offset}, got ${statusCode} ${told}`,
  );
}

async function collect(answer: AsyncIterable<Uint8Array>, length: number): Promise<Uint8Array> {
  const out = new Uint8Array(length);
  let done = 0;
  for await (const piece of answer) {
    if (done + piece.length > length)
      throw new StorageError('corrupt', 'more octets than asked for');
    out.set(piece, done);
    done += piece.length;
  }
  if (done < length) throw new StoreBusy(`the answer ended after ${done} of ${length} octets`);
  return out;
}

/** Reads the whole version back, in pieces: what the store really holds. */
export async function digestObject(
  { client, bucket, retried }: S3Store,
  object: ObjectVersion,
): Promise<{ readonly sha256: string; readonly size: number }> {
  return retried(async () => {
    const hash = createHash('sha256');
    let size = 0;
    const answer: AsyncIterable<Uint8Array> = await client.getObject(
      bucket,
      object.key,
      versionQuery(object),
    );
    for await (const piece of answer) {
      hash.update(piece);
      size += piece.length;
    }
    return { sha256: hash.digest('hex'), size };
  });
}
