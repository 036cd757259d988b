// EN 319 122-1 §5.5.2: the index of an archive-time-stamp-v3, held against what is here.
import type { DigestAlgorithm } from '../../../algorithms/provider.ts';
import type { Algorithms } from '../../../algorithms/registry.ts';
import { berReader } from '../../../formats/asn1/decode.ts';
import { oid as encodeOid } from '../../../formats/asn1/encode.ts';
import { contextConstructed } from '../../../formats/asn1/tags.ts';
import {
  type AtsHashIndex,
  hashIndexes,
  readHashIndex,
} from '../../../formats/cms/long-term-attributes.ts';
import type { Attribute, SignedData, SignerInfo } from '../../../formats/cms/signed-data.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { toHex } from '../../../formats/hex.ts';
import type { TimeStampToken } from '../../../formats/tsp/token.ts';
import { type Failure, failure } from '../block.ts';
import type { DigestPieces } from '../signature-facts.ts';

/** The one index of a token, or why it has none that can be read. */
export function indexOf({ signedData }: TimeStampToken): AtsHashIndex | Failure {
  const attributes = signedData.signerInfos[0]?.unsignedAttributes ?? [];
  const found = hashIndexes(attributes);
  const [attribute] = found;
  if (attribute === undefined || found.length > 1) {
    return indexFailure(`${found.length} indexes in place of one`);
  }
  try {
    return readHashIndex(attribute);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return indexFailure(error.message);
  }
}

function indexFailure(detail: string): Failure {
  return failure('FORMAT_FAILURE', 'time-stamp-index-differs', { detail });
}

type Digested<T> = ReadonlyMap<string, T>;

interface IndexedParts {
  readonly certificates: Digested<Uint8Array>;
  readonly revocation: Digested<Uint8Array>;
  readonly attributes: Digested<Attribute>;
}

/** What the indexes of one signature may name, digested once for each algorithm and way to digest attributes. */
export class HashIndexes {
  readonly #signedData: SignedData;
  readonly #attributes: readonly Attribute[];
  readonly #encoded: readonly Uint8Array[];
  readonly #algorithms: Algorithms;
  readonly #digested = new Map<string, Promise<IndexedParts>>();

  constructor(
    signedData: SignedData,
    { unsignedAttributes = [] }: SignerInfo,
    algorithms: Algorithms,
  ) {
    this.#signedData = signedData;
    this.#attributes = unsignedAttributes;
    this.#encoded = unsignedAttributes.map(({ encoded }) => encoded);
    this.#algorithms = algorithms;
  }

  /** Of what the index names nothing may be missing; undefined: all is here. */
  async unmatched(index: AtsHashIndex, digestOf: DigestPieces): Promise<Failure | undefined> {
    const algorithm = this.#algorithms.digest(index.digestOid);
    if (algorithm === undefined) {
      return indexFailure(`the digest algorithm ${index.digestOid} is not known`);
    }
    const parts = await this.#parts(index, algorithm, digestOf);
    const missing =
      lacking(index.certificates, parts.certificates) ??
      lacking(index.crls, parts.revocation) ??
      lacking(index.unsignedAttributes, parts.attributes);
    if (missing === undefined) return undefined;
    return indexFailure(`nothing here has the digest ${toHex(missing)}`);
  }

  /** What an index names of which nothing is missing: validation data and unsigned attributes. */
  async named(index: AtsHashIndex) {
    const parts = await this.#digested.get(keyOf(index));
    return {
      certificates: present(index.certificates, parts?.certificates),
      revocation: present(index.crls, parts?.revocation),
      attributes: present(index.unsignedAttributes, parts?.attributes),
    };
  }

  #parts(
    index: AtsHashIndex,
    algorithm: DigestAlgorithm,
    digestOf: DigestPieces,
  ): Promise<IndexedParts> {
    const key = keyOf(index);
    const known = this.#digested.get(key) ?? this.#digest(index, algorithm, digestOf);
    this.#digested.set(key, known);
    return known;
  }

  async #digest(
    { version }: AtsHashIndex,
    algorithm: DigestAlgorithm,
    digestOf: DigestPieces,
  ): Promise<IndexedParts> {
    const { certificateChoices, revocationChoices } = this.#signedData.encoded;
    const certificates = new Map<string, Uint8Array>();
    const revocation = new Map<string, Uint8Array>();
    const attributes = new Map<string, Attribute>();
    const digest = async (...parts: readonly Uint8Array[]) =>
      toHex(await digestOf(parts, algorithm));
    for (const choice of certificateChoices) certificates.set(await digest(choice), choice);
    for (const choice of revocationChoices) {
      revocation.set(await digest(choice), revocationInfo(choice));
    }
    for (const [at, attribute] of this.#attributes.entries()) {
      const { oid } = attribute;
      if (version < 3) attributes.set(await digest(this.#encoded[at] ?? NOTHING), attribute);
      else {
        const type = encodeOid(oid);
        for (const value of attribute.values) {
          attributes.set(await digest(type, value), { oid, values: [value] });
        }
      }
    }
    return { certificates, revocation, attributes };
  }
}

const NOTHING = new Uint8Array();

function keyOf({ digestOid, version }: AtsHashIndex): string {
  return `${digestOid} ${version < 3 ? 'attributes' : 'values'}`;
}

function lacking(
  digests: readonly Uint8Array[],
  here: ReadonlyMap<string, unknown>,
): Uint8Array | undefined {
  return digests.find((digest) => !here.has(toHex(digest)));
}

function present<T>(digests: readonly Uint8Array[], here?: Digested<T>): readonly T[] {
  return digests.flatMap((digest) => here?.get(toHex(digest)) ?? []);
}

/** A CRL is its own choice; of other information the choice, [1] { format OID, info }, holds what evidence has. */
function revocationInfo(choice: Uint8Array): Uint8Array {
  const reader = berReader(choice, 'CMS');
  if (!reader.is(contextConstructed(1))) return choice;
  const other = reader.enter(contextConstructed(1));
  other.oid();
  return other.element();
}
