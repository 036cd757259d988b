import type { IncomingFile } from '../../vault/documents/intake-request.ts';
import type { Context } from '../http/context.ts';
import { parseJsonObject, tooLarge } from '../http/read-body.ts';
import { RequestError } from '../problems/request-error.ts';
import { type MultipartLimits, multipartParts, type Part } from './multipart.ts';

/** Octets of the metadata part. */
const METADATA_LIMIT = 256 * 1024;

/** An intake request: metadata read, files still on the wire. */
export interface Intake {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly files: AsyncIterable<IncomingFile>;
  /** Stops reading whatever was not read; to be called in any case. */
  stop(): Promise<void>;
}

/**
 * Reads the first part, `metadata`, and leaves the others to be read after authorisation. `optional`: a
 * body may begin with the document at once (a further version has nothing to describe).
 */
export async function readIntake(
  context: Context,
  limits: MultipartLimits,
  metadata: 'required' | 'optional',
): Promise<Intake> {
  const parts = multipartParts(context, limits);
  const stop = async () => {
    await parts.return(undefined);
  };
  try {
    const first = (await parts.next()).value;
    if (first?.name === 'metadata') {
      return { metadata: await readMetadata(first), files: filesOf(parts), stop };
    }
    if (metadata === 'optional' && first !== undefined) {
      return { metadata: {}, files: filesOf(parts, first), stop };
    }
    throw first === undefined
      ? new RequestError('missing-part', 'metadata is missing', { facts: { part: 'metadata' } })
      : new RequestError('unexpected-part', `metadata must come first, not ${quoted(first.name)}`);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readMetadata(part: Part): Promise<Readonly<Record<string, unknown>>> {
  // A form field without Content-Type is text/plain (RFC 7578 §4.4).
  if (part.mediaType !== 'application/json' && part.mediaType !== 'text/plain') {
    throw new RequestError('unsupported-media-type', 'metadata must be application/json', {
      facts: { part: 'metadata', expected: 'application/json' },
    });
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of part.content) {
    size += piece.length;
    if (size > METADATA_LIMIT) throw tooLarge(METADATA_LIMIT);
    pieces.push(piece);
  }
  return parseJsonObject(Buffer.concat(pieces));
}

async function* filesOf(parts: AsyncIterable<Part>, first?: Part): AsyncGenerator<IncomingFile> {
  if (first !== undefined) yield fileOf(first);
  for await (const part of parts) yield fileOf(part);
}

function fileOf({ name, ...file }: Part): IncomingFile {
  if (name === 'document' || name === 'signature') return { role: name, ...file };
  throw new RequestError('unexpected-part', `no part ${quoted(name)} is expected here`);
}

/** A name that came from outside, short and in quotes. */
function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
