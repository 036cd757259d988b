import type { Readable } from 'node:stream';
import busboy, { type Busboy } from 'busboy';
import type { Context } from '../http/context.ts';
import { refuseDeclaredLength, requireMediaType, tooLarge } from '../http/read-body.ts';
import { RequestError } from '../problems/request-error.ts';

/** One part of a multipart/form-data body (RFC 7578), in the order of the body. */
export interface Part {
  readonly name: string;
  /** As the client wrote it: data, never a path. */
  readonly fileName: string | undefined;
  readonly mediaType: string | undefined;
  /** To be read to its end before the next part is asked for. */
  readonly content: AsyncIterable<Uint8Array>;
}

export interface MultipartLimits {
  readonly parts: number;
  /** Octets of the whole body, framing included. */
  readonly body: number;
}

/** Octets of a part that has no file name: the metadata. */
const FIELD_LIMIT = 256 * 1024;
const HEADER_PAIRS = 20;

/**
 * The parts as they stream in; nothing is kept but what busboy holds of one piece. Leaving the loop early
 * stops reading and leaves the connection open for the answer.
 */
export async function* multipartParts(
  context: Context,
  limits: MultipartLimits,
): AsyncGenerator<Part> {
  requireMediaType(context, 'multipart/form-data');
  refuseDeclaredLength(context, limits.body);
  const parser = parserFor(context, limits);
  const parts = queueOf(parser);
  const stop = feed(context, parser, limits.body);
  try {
    for (;;) {
      const part = await parts.next();
      if (part === undefined) return;
      yield part;
    }
  } finally {
    stop();
  }
}

function parserFor(context: Context, limits: MultipartLimits): Busboy {
  try {
    return busboy({
      headers: context.req.headers,
      defParamCharset: 'utf8',
      preservePath: true,
      limits: {
        fieldNameSize: 100,
        fieldSize: FIELD_LIMIT,
        headerPairs: HEADER_PAIRS,
        // One more than allowed, so that too many is seen and said rather than dropped.
        parts: limits.parts + 1,
      },
    });
  } catch (cause) {
    throw new RequestError('malformed-multipart', 'no boundary in Content-Type', { cause });
  }
}

/** Pipes the body into the parser; a client that goes away ends the parser with `client-gone`. */
function feed(context: Context, parser: Busboy, limit: number): () => void {
  const { req } = context;
  let size = 0;
  const meter = (piece: Buffer) => {
    size += piece.length;
    if (size > limit) parser.destroy(tooLarge(limit));
  };
  const gone = () => {
    if (req.complete) return;
    parser.destroy(
      new RequestError('client-gone', 'the client stopped before the end of the body'),
    );
  };
  if (context.get('expect').toLowerCase() === '100-continue') context.res.writeContinue();
  req.on('data', meter);
  req.once('close', gone);
  req.once('error', gone);
  req.pipe(parser);
  return () => {
    req.unpipe(parser);
    req.off('data', meter);
    req.off('close', gone);
    // A request cut short emits `error` once more, with nobody left to tell.
    req.on('error', () => undefined);
    parser.destroy();
  };
}

interface PartQueue {
  /** The next part, or undefined at the end of the body. */
  next(): Promise<Part | undefined>;
}

/** Events of the parser as a queue: busboy may announce several small parts out of one piece. */
function queueOf(parser: Busboy): PartQueue {
  const ready: (Part | undefined)[] = [];
  let failure: unknown;
  let wake = () => {};
  const push = (part: Part | undefined) => {
    ready.push(part);
    wake();
  };
  const fail = (error: unknown) => {
    failure ??= asRequestError(error);
    wake();
  };
  parser.on('file', (name, stream, { filename, mimeType }) => {
    // Until somebody reads it, its errors are told by the parser's own event.
    stream.on('error', () => undefined);
    push({ name, fileName: filename, mediaType: mimeType, content: contentOf(stream) });
  });
  parser.on('field', (name, value, { mimeType, valueTruncated }) => {
    if (valueTruncated) fail(tooLarge(FIELD_LIMIT));
    push({ name, fileName: undefined, mediaType: mimeType, content: textContent(value) });
  });
  parser.on('partsLimit', () => fail(new RequestError('too-many-parts', 'too many parts')));
  parser.on('error', fail);
  parser.on('close', () => push(undefined));
  return {
    async next() {
      while (ready.length === 0 && failure === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure !== undefined) throw failure;
      return ready.shift();
    },
  };
}

async function* contentOf(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw asRequestError(error);
  }
}

async function* textContent(value: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(value, 'utf8');
}

function asRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  const reason = error instanceof Error ? error.message.toLowerCase() : 'unreadable';
  return new RequestError('malformed-multipart', reason, { cause: error });
}
