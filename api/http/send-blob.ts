import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ByteSource } from '../../formats/byte-source.ts';
import type { StoredBlob } from '../../vault/model/document.ts';
import type { Blobs } from '../../vault/ports/blobs.ts';
import { StorageError } from '../../vault/ports/storage-error.ts';
import type { Context } from './context.ts';
import { notModified } from './not-modified.ts';
import { rangeOf } from './range.ts';

export interface SentFile {
  readonly blob: StoredBlob;
  readonly fileName: string;
  readonly mediaType: string;
}

const PIECE = 256 * 1024;

/**
 * Sends stored octets: strong ETag, conditional requests, one range, a digest of the whole (RFC 9530). Whole
 * files are digested on the way out; octets that are no longer those that were placed break the connection
 * before the end, so that no client takes them for the document.
 */
export async function sendBlob(
  context: Context,
  file: SentFile,
  blobs: Pick<Blobs, 'open'>,
): Promise<void> {
  const { blob } = file;
  const digest = Buffer.from(blob.sha256, 'hex').toString('base64');
  context.set('Repr-Digest', `sha-256=:${digest}:`);
  const octets = { ...file, etag: `"${blob.sha256}"`, size: blob.size };
  await sendOctets(context, octets, async ({ start, length }) => {
    const opened = await blobs.open(blob.id);
    const check = length === blob.size ? blob.sha256 : undefined;
    const pieces = piecesOf({ source: opened, start, length, check });
    return closing(pieces, () => opened.close());
  });
}

export interface SentOctets extends Omit<SentFile, 'blob'> {
  /** With its quotes; strong: it never stands for other octets. */
  readonly etag: string;
  readonly size: number;
}

/** Sends octets that never change, all or one range of them; `open` is asked only when they are wanted. */
export async function sendOctets(
  context: Context,
  { etag, size, fileName, mediaType }: SentOctets,
  open: (range: { start: number; length: number }) => Promise<AsyncIterable<Uint8Array>>,
): Promise<void> {
  context.set({
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'Content-Type': mediaType,
    'Content-Disposition': attachment(fileName),
  });
  context.status = 200;
  if (notModified(context, etag)) {
    context.status = 304;
    return;
  }
  // RFC 9110 §14.2: a range is for GET alone.
  const range = context.method === 'GET' ? rangeOf(context, { size, etag }) : undefined;
  const { start, length } = range ?? { start: 0, length: size };
  if (range !== undefined) {
    context.status = 206;
    context.set('Content-Range', `bytes ${start}-${start + length - 1}/${size}`);
  }
  context.length = length;
  if (context.method === 'HEAD') return;
  context.body = Readable.from(await open({ start, length }), { objectMode: false });
  context.set('Content-Type', mediaType);
  context.length = length;
}

export async function* piecesOf(request: {
  readonly source: ByteSource;
  readonly start: number;
  readonly length: number;
  /** Lower-case hex SHA-256 that all of it must have. */
  readonly check: string | undefined;
}): AsyncGenerator<Uint8Array> {
  const { source, start, length, check } = request;
  const hash = check === undefined ? undefined : createHash('sha256');
  for (let offset = 0; offset < length; ) {
    const piece = await source.read(start + offset, Math.min(PIECE, length - offset));
    if (piece.length === 0)
      throw new StorageError('corrupt', 'stored file is shorter than recorded');
    offset += piece.length;
    hash?.update(piece);
    const wrong = offset >= length && hash !== undefined && hash.digest('hex') !== check;
    if (wrong) throw new StorageError('corrupt', `stored file no longer has digest ${check}`);
    yield piece;
  }
}

async function* closing<T>(items: AsyncIterable<T>, close: () => Promise<void>): AsyncGenerator<T> {
  try {
    yield* items;
  } finally {
    await close();
  }
}

/** RFC 6266: never shown inside the page; the name in UTF-8, and in ASCII for old clients. */
export function attachment(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const utf8 = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
