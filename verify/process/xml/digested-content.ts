import type { Algorithms } from '../../../algorithms/registry.ts';
import type { ByteSource } from '../../../formats/byte-source.ts';
import type { OctetSink } from '../../../formats/xml/octet-writer.ts';
import type { NamedSource } from '../validation-input.ts';
import { problem } from './signature-element.ts';

/**
 * Canonical octets that one file may make a verifier digest: small elements under one long namespace grow
 * when they are canonicalized, and every reference may mean the whole document again.
 */
export const CANONICAL_OCTETS_LIMIT = 256 * 1024 * 1024;

/** What is left of the limit for the file at hand. */
export interface OctetBudget {
  left: number;
}

export function spend(budget: OctetBudget, octets: number): void {
  budget.left -= octets;
  if (budget.left < 0) {
    throw problem('limit', `over the limit of ${CANONICAL_OCTETS_LIMIT} canonical octets`);
  }
}

/** What is made on the way is paid for from `budget` as well. */
export type WriteOctets = (sink: OctetSink, budget: OctetBudget) => void;

interface Digesting {
  /** OID or URI. */
  readonly digest: string;
  readonly algorithms: Algorithms;
  readonly budget: OctetBudget;
}

/**
 * The octets that `write` makes, digested as they come and not kept: whoever wants to have them gets them
 * made again from the same tree. Throws FormatError.
 */
export function digestedContent(
  name: string,
  write: WriteOctets,
  { digest, algorithms, budget }: Digesting,
): NamedSource {
  const stream = algorithms.digest(digest)?.start?.();
  let size = 0;
  write((octets) => {
    size += octets.length;
    spend(budget, octets.length);
    stream?.update(octets);
  }, budget);
  const source = rewritten(write, size);
  if (stream === undefined) return { name, source };
  return { name, source, digests: new Map([[digest, stream.finish()]]) };
}

/** Makes the octets when they are first read. */
function rewritten(write: WriteOctets, size: number): ByteSource {
  let octets: Uint8Array | undefined;
  return {
    size,
    async read(offset, length) {
      octets ??= collected(write, { left: CANONICAL_OCTETS_LIMIT });
      return octets.subarray(offset, offset + length);
    },
  };
}

/** All octets together. Throws FormatError `limit` before more are kept than the budget has. */
export function collected(write: WriteOctets, budget: OctetBudget): Uint8Array {
  const parts: Uint8Array[] = [];
  write((octets) => {
    spend(budget, octets.length);
    parts.push(octets);
  }, budget);
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
