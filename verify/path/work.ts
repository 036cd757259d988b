import type { CrlFacts } from '../revocation/crl-facts.ts';
import { PathLimitError, type WorkLimits } from './budget.ts';
import type { KnownSignatures } from './known-signatures.ts';
import { PreparedNames } from './match-names.ts';
import type { SignatureOutcome, Signed } from './verify-signed.ts';
import type { WorkingKey } from './working-key.ts';

/**
 * What the decisions about one file share: signatures of certificates, CRLs and OCSP responses that were
 * verified already, names and CRLs that were read, and what is left of the limits, within those of the package that the file may lie in.
 */
export class Work {
  /** A file may hold thousands of certificates and CRLs, and each of its signatures and tokens looks at all. */
  readonly names: PreparedNames;
  readonly crls: WeakMap<CrlFacts['crl'], CrlFacts>;
  /** Of files before; what is known costs less, and counts against the limits all the same. */
  readonly known: KnownSignatures | undefined;
  readonly #limits: WorkLimits;
  readonly #outer: Work | undefined;
  readonly #spent = new Map<keyof WorkLimits, number>();
  readonly #outcomes: WeakMap<Signed, WeakMap<WorkingKey, SignatureOutcome>>;

  constructor(limits: WorkLimits, outer?: Work, known: KnownSignatures | undefined = outer?.known) {
    this.#limits = limits;
    this.known = known;
    this.#outer = outer;
    this.names = outer?.names ?? new PreparedNames();
    this.crls = outer?.crls ?? new WeakMap();
    this.#outcomes = outer === undefined ? new WeakMap() : outer.#outcomes;
  }

  /** Throws PathLimitError with the scope `work`. */
  spend(what: keyof WorkLimits, amount = 1): void {
    const spent = (this.#spent.get(what) ?? 0) + amount;
    const limit = this.#limits[what];
    if (spent > limit) throw new PathLimitError(what, limit, 'work');
    this.#spent.set(what, spent);
    this.#outer?.spend(what, amount);
  }

  /** The mathematics alone, which no time or trust changes: each question is computed, and paid for, once. */
  async outcome(
    signed: Signed,
    key: WorkingKey,
    verify: () => Promise<SignatureOutcome>,
  ): Promise<SignatureOutcome> {
    const outcomes = this.#outcomes.get(signed) ?? new WeakMap<WorkingKey, SignatureOutcome>();
    this.#outcomes.set(signed, outcomes);
    const known = outcomes.get(key);
    if (known !== undefined) return known;
    this.spend('signatures');
    const outcome = await verify();
    outcomes.set(key, outcome);
    return outcome;
  }
}
