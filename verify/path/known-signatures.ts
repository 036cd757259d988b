import type { MaybePromise } from '../../algorithms/provider.ts';
import type { Algorithms } from '../../algorithms/registry.ts';
import { latin1 } from '../../formats/asn1/primitives.ts';
import { equalBytes } from '../../formats/equal-bytes.ts';
import { Generations } from './generations.ts';
import { type SignatureOutcome, type Signed, verifySigned } from './verify-signed.ts';
import type { WorkingKey } from './working-key.ts';

/** A verification that held, with all that it was asked of: octets of its own, not views on a file. */
interface Known {
  readonly algorithms: Algorithms;
  readonly oid: string;
  readonly parameters: Uint8Array | undefined;
  readonly tbs: Uint8Array;
  readonly keyOid: string;
  readonly key: Uint8Array;
}

const OCTETS = 16 * 1024 * 1024;

/**
 * Signatures of certificates, CRLs and OCSP responses that held, for whoever judges many files: those of one authority
 * come with each of them. Only the mathematics is remembered, which no time, trust or policy changes: that this key
 * made this signature over these octets, by these providers. Whether the certificate is trusted, valid or revoked is
 * another question. A question is the same when all its octets are; what did not hold is asked again. At most
 * `octets` are kept.
 */
export class KnownSignatures {
  readonly #kept: Generations<Known>;

  constructor({ octets = OCTETS } = {}) {
    this.#kept = new Generations(octets);
  }

  /** As `verifySigned` answers. */
  outcome(algorithms: Algorithms, signed: Signed, key: WorkingKey): MaybePromise<SignatureOutcome> {
    const { tbs } = signed;
    // What is read in pieces would be read whole to be compared.
    if (!(tbs instanceof Uint8Array)) return verifySigned(algorithms, signed, key);
    const id = latin1(signed.signature);
    const known = this.#kept.get(id);
    if (known !== undefined && isSame(known, { algorithms, signed, tbs, key })) return 'valid';
    const keep = (outcome: SignatureOutcome) => {
      if (outcome !== 'valid') return outcome;
      this.#kept.keep(id, knownOf({ algorithms, signed, tbs, key }), tbs.length + key.der.length);
      return outcome;
    };
    const outcome = verifySigned(algorithms, signed, key);
    return outcome instanceof Promise ? outcome.then(keep) : keep(outcome);
  }
}

interface Question {
  readonly algorithms: Algorithms;
  readonly signed: Signed;
  readonly tbs: Uint8Array;
  readonly key: WorkingKey;
}

function knownOf({ algorithms, signed, tbs, key }: Question): Known {
  const { oid, parameters } = signed.signatureAlgorithm;
  return {
    algorithms,
    oid,
    parameters: parameters && Uint8Array.from(parameters),
    tbs: Uint8Array.from(tbs),
    keyOid: key.algorithm.oid,
    key: Uint8Array.from(key.der),
  };
}

function isSame(known: Known, { algorithms, signed, tbs, key }: Question): boolean {
  const { oid, parameters } = signed.signatureAlgorithm;
  return (
    known.algorithms === algorithms &&
    known.oid === oid &&
    known.keyOid === key.algorithm.oid &&
    isSameOrAbsent(known.parameters, parameters) &&
    equalBytes(known.key, key.der) &&
    equalBytes(known.tbs, tbs)
  );
}

function isSameOrAbsent(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalBytes(a, b);
}
