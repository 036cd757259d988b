// RFC 3161 §2.4.2: whether the imprint of a token is of what it must be of.
import type { DigestAlgorithm } from '../../../algorithms/provider.ts';
import type { Algorithms } from '../../../algorithms/registry.ts';
import type { ByteSource } from '../../../formats/byte-source.ts';
import { equalBytes } from '../../../formats/equal-bytes.ts';
import { toHex } from '../../../formats/hex.ts';
import type { TimeStampToken } from '../../../formats/tsp/token.ts';
import { PathLimitError } from '../../path/budget.ts';
import { type Failure, failure } from '../block.ts';
import { coveredObjects } from '../covered.ts';
import { digestPieces } from '../digest-objects.ts';
import { unknownAlgorithm } from '../known-algorithms.ts';
import type { DigestPieces, EmbeddedTimeStamp, Piece, Stamped } from '../signature-facts.ts';

/** Octets that the tokens of one file may be over beside its content, read over and over by those of older forms. */
const FLAT_LIMIT = 64 * 1024 * 1024;
/** As often may these read the content; those over its digest read it once for each algorithm. */
const READINGS = 8;

/** What tokens of a file with this much content may ask to be digested. */
export function stampedOctetsLimit(contentSize: number): number {
  return FLAT_LIMIT + READINGS * contentSize;
}

/**
 * The imprints of the tokens of one file. Each is computed once, however often the token is judged; a content by
 * itself once for each algorithm; and all that is digested is counted.
 */
export class Imprints {
  readonly #algorithms: Algorithms;
  readonly #limit: number;
  #spent = 0;
  readonly #known = new Map<TimeStampToken, Promise<Stamped | Failure>>();
  readonly #contents = new Map<ByteSource, Map<string, Promise<Uint8Array>>>();

  constructor(algorithms: Algorithms, limit: number = FLAT_LIMIT) {
    this.#algorithms = algorithms;
    this.#limit = limit;
  }

  /** In which way the imprint is of `over`, or why it is not. Throws PathLimitError `stampedOctets`. */
  stampedBy(token: TimeStampToken, over: EmbeddedTimeStamp['over']): Promise<Stamped | Failure> {
    const known = this.#known.get(token) ?? this.#compare(token, over);
    this.#known.set(token, known);
    return known;
  }

  async #compare(
    token: TimeStampToken,
    over: EmbeddedTimeStamp['over'],
  ): Promise<Stamped | Failure> {
    const { algorithm, digest } = token.info.messageImprint;
    const known = this.#algorithms.digest(algorithm.oid);
    if (known === undefined) return unknownAlgorithm(algorithm.oid);
    const ways =
      over instanceof Uint8Array
        ? [{ pieces: [over], covered: async () => coveredObjects([over]) }]
        : await over.octets(token, this.#digest, known);
    if ('subIndication' in ways) return ways;
    let computed: Uint8Array = new Uint8Array();
    for (const way of ways) {
      computed = await this.#digest(way.pieces, known);
      if (equalBytes(computed, digest)) return way;
    }
    return failure('HASH_FAILURE', 'imprint-differs', {
      algorithm: known.name,
      expected: toHex(digest),
      computed: toHex(computed),
    });
  }

  readonly #digest: DigestPieces = (parts, algorithm) => {
    const [only] = parts;
    if (parts.length !== 1 || only === undefined || only instanceof Uint8Array) {
      return this.#counted(parts, algorithm);
    }
    const digests = this.#contents.get(only) ?? new Map<string, Promise<Uint8Array>>();
    this.#contents.set(only, digests);
    const digest = digests.get(algorithm.oid) ?? this.#counted(parts, algorithm);
    digests.set(algorithm.oid, digest);
    return digest;
  };

  async #counted(parts: readonly Piece[], algorithm: DigestAlgorithm): Promise<Uint8Array> {
    for (const part of parts) {
      this.#spent += part instanceof Uint8Array ? part.length : part.size;
    }
    if (this.#spent > this.#limit) throw new PathLimitError('stampedOctets', this.#limit, 'work');
    return digestPieces(parts, algorithm);
  }
}
