import type { DigestAlgorithm } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { type ByteSource, pieces, readAll } from '../../formats/byte-source.ts';
import { SigningError } from '../signing-error.ts';

/** Above this a digest that cannot be fed in pieces would hold too much of a document in memory. */
const MAX_AT_ONCE = 64 * 1024 * 1024;

export function digestAlgorithm(algorithms: Algorithms, oid: string): DigestAlgorithm {
  const digest = algorithms.digest(oid);
  if (digest === undefined)
    throw new SigningError('unknown-digest', `no provider has digest ${oid}`);
  return digest;
}

/** Digests of the content by OID, all computed in one reading. */
export async function digestContent(
  content: ByteSource,
  oids: Iterable<string>,
  algorithms: Algorithms,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const digests = [...new Set(oids)].map((oid) => digestAlgorithm(algorithms, oid));
  const streams = digests.flatMap((digest) =>
    digest.start === undefined ? [] : [{ oid: digest.oid, stream: digest.start() }],
  );
  if (streams.length > 0) {
    for await (const piece of pieces(content)) {
      for (const { stream } of streams) stream.update(piece);
    }
  }
  const done = new Map(streams.map(({ oid, stream }) => [oid, stream.finish()]));
  for (const digest of digests) {
    if (digest.start !== undefined) continue;
    done.set(digest.oid, await digest.digest(await readAll(content, MAX_AT_ONCE)));
  }
  return done;
}
