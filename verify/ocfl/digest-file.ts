import type { DigestStream } from '../../algorithms/provider.ts';
import { pieces } from '../../formats/byte-source.ts';
import { toHex } from '../../formats/hex.ts';
import type { OcflTree } from './tree.ts';

/** How digests are computed, by OCFL's names. `sha512` and `sha256` are needed; what is absent is not checked. */
export type OcflDigests = ReadonlyMap<string, () => DigestStream>;

/** All the digests of one file in one reading, lower-case hex; algorithms that are not at hand are left out. */
export function digestFile(
  tree: OcflTree,
  path: string,
  { digests, names }: { readonly digests: OcflDigests; readonly names: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  return tree.read(path, async (source) => {
    const streams = names.flatMap((name) => {
      const start = digests.get(name);
      return start === undefined ? [] : [[name, start()] as const];
    });
    for await (const piece of pieces(source))
      for (const [, stream] of streams) stream.update(piece);
    return new Map(streams.map(([name, stream]) => [name, toHex(stream.finish())]));
  });
}
