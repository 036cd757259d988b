import type { DigestAlgorithm } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import {
  type ByteSource,
  bytesSource,
  joinSources,
  passingPieces,
  readAll,
} from '../../formats/byte-source.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Piece, SignedObject } from './signature-facts.ts';
import type { NamedSource } from './validation-input.ts';

/**
 * Octets that are read whole where an algorithm cannot work in pieces (WebCrypto digests, EdDSA over
 * content): a server's memory must not be the sender's to fill.
 */
export const WHOLE_CONTENT_LIMIT = 256 * 1024 * 1024;

/** Octets that would come in one piece anyway. */
const ONE_PIECE = 256 * 1024;

/** The digest of an object's content, or undefined where content or algorithm is missing. */
export type ObjectDigests = (object: SignedObject) => Uint8Array | undefined;

/** Reads each content once, however many signatures and digests look at it. */
export async function digestObjects(
  objects: readonly SignedObject[],
  algorithms: Algorithms,
): Promise<ObjectDigests> {
  const wanted = new Map<NamedSource, Set<string>>();
  for (const { content, digestOid } of objects) {
    if (content === undefined) continue;
    const oids = wanted.get(content) ?? new Set();
    wanted.set(content, oids.add(digestOid));
  }
  const found = new Map<NamedSource, ReadonlyMap<string, Uint8Array>>();
  for (const [content, oids] of wanted) {
    found.set(content, await digestContent(content, oids, algorithms));
  }
  return ({ content, digestOid }) => content && found.get(content)?.get(digestOid);
}

async function digestContent(
  content: NamedSource,
  oids: ReadonlySet<string>,
  algorithms: Algorithms,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const digests = new Map<string, Uint8Array>();
  const missing: DigestAlgorithm[] = [];
  for (const oid of oids) {
    const given = content.digests?.get(oid);
    const algorithm = algorithms.digest(oid);
    if (given !== undefined && given.length === algorithm?.size) digests.set(oid, given);
    else if (algorithm !== undefined) missing.push(algorithm);
  }
  for (const [oid, digest] of await digestSource(content.source, missing)) digests.set(oid, digest);
  return digests;
}

async function digestSource(
  source: ByteSource,
  algorithms: readonly DigestAlgorithm[],
): Promise<[string, Uint8Array][]> {
  const atOnce = (digest: DigestAlgorithm) =>
    digest.start === undefined || source.size <= ONE_PIECE;
  const streams = algorithms.flatMap((algorithm) => {
    const stream = atOnce(algorithm) ? undefined : algorithm.start?.();
    return stream === undefined ? [] : [{ oid: algorithm.oid, stream }];
  });
  if (streams.length > 0) {
    for await (const piece of passingPieces(source)) {
      for (const { stream } of streams) stream.update(piece);
    }
  }
  const digests = streams.map(({ oid, stream }): [string, Uint8Array] => [oid, stream.finish()]);
  const whole = algorithms.filter(atOnce);
  if (whole.length > 0) {
    const bytes = await wholeContent(source);
    for (const algorithm of whole) digests.push([algorithm.oid, await algorithm.digest(bytes)]);
  }
  return digests;
}

/** Content that an algorithm can only take at once is over what is held in memory. */
export class ContentTooLarge extends FormatError {
  readonly size: number;
  readonly limit = WHOLE_CONTENT_LIMIT;

  constructor(size: number) {
    super('limit', {
      format: 'signed content',
      reason: `${size} octets, and the algorithm can only take ${WHOLE_CONTENT_LIMIT} at once`,
    });
    this.size = size;
  }
}

/** All of the content in memory; throws ContentTooLarge over WHOLE_CONTENT_LIMIT. */
export async function wholeContent(source: ByteSource): Promise<Uint8Array> {
  if (source.size > WHOLE_CONTENT_LIMIT) throw new ContentTooLarge(source.size);
  return readAll(source, WHOLE_CONTENT_LIMIT);
}

/** The digest of pieces one after the other; read whole where the algorithm can only do so. */
export async function digestPieces(
  parts: readonly Piece[],
  algorithm: DigestAlgorithm,
): Promise<Uint8Array> {
  const [only] = parts;
  if (parts.length === 1 && only instanceof Uint8Array) return algorithm.digest(only);
  const source = joinSources(
    parts.map((part) => (part instanceof Uint8Array ? bytesSource(part) : part)),
  );
  const stream = algorithm.start?.();
  if (stream === undefined) return algorithm.digest(await wholeContent(source));
  for await (const piece of passingPieces(source)) stream.update(piece);
  return stream.finish();
}
