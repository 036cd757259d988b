import { AlgorithmError } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { pieces } from '../../formats/byte-source.ts';
import { toHex } from '../../formats/hex.ts';
import { crc32 } from '../../formats/zip/crc32.ts';
import type { ReadEntry } from '../../formats/zip/read-zip.ts';
import { wholeContent } from '../process/digest-objects.ts';
import type { NamedSource } from '../process/validation-input.ts';

const SHA256 = '2.16.840.1.101.3.4.2.1';

/** An entry with what was computed from its octets. */
export interface MeasuredEntry extends NamedSource {
  readonly name: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** The CRC-32 in the archive is that of the content. */
  readonly checksumRight: boolean;
}

/** Reads every content once, in pieces where the provider can digest so. */
export async function measureEntries(
  entries: readonly ReadEntry[],
  algorithms: Algorithms,
): Promise<readonly MeasuredEntry[]> {
  const measured: MeasuredEntry[] = [];
  for (const entry of entries) measured.push(await measureEntry(entry, algorithms));
  return measured;
}

async function measureEntry(entry: ReadEntry, algorithms: Algorithms): Promise<MeasuredEntry> {
  const algorithm = algorithms.digest(SHA256);
  if (algorithm === undefined) {
    throw new AlgorithmError('unknown-algorithm', SHA256, 'no provider has SHA-256');
  }
  const { name, content: source } = entry;
  const stream = algorithm.start?.();
  let crc = 0;
  for await (const piece of pieces(source)) {
    crc = crc32(piece, crc);
    stream?.update(piece);
  }
  const digest = stream?.finish() ?? (await algorithm.digest(await wholeContent(source)));
  return {
    name,
    source,
    sha256: toHex(digest),
    checksumRight: crc === entry.crc32,
    digests: new Map([[SHA256, digest]]),
  };
}
