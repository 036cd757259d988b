import type { MaybePromise } from '../../algorithms/provider.ts';
import type { CrlFacts } from '../revocation/crl-facts.ts';
import { PathLimitError, type WorkLimits } from './budget.ts';
import type { KnownAuthorities } from './known-authorities.ts';
import type { KnownPath } from './known-paths.ts';
import { PreparedNames } from './match-names.ts';
import type { SignatureOutcome, Signed } from './verify-signed.ts';
import type { WorkingKey } from './working-key.ts';

interface KeyOutcome {
  readonly key: WorkingKey;
  readonly outcome: SignatureOutcome;
}

/**
 * What the decisions about one file share: signatures of certificates, CRLs and OCSP responses that were
 * verified already, names and CRLs that were read, and what is left of the limits, within those of the package that the file may lie in.
 */
export class Work {
  /** Of files before; what is known costs less, and counts against the limits all the same. */
  readonly known: KnownAuthorities | undefined;
  readonly #limits: WorkLimits;
  readonly #outer: Work | undefined;
  readonly #spent = new Map<keyof WorkLimits, number>();
  #names: PreparedNames | undefined;
  #crls: Work['crls'] | undefined;
  #outcomes: WeakMap<Signed, KeyOutcome[]> | undefined;

  constructor(
    limits: WorkLimits,
    outer?: Work,
    known: KnownAuthorities | undefined = outer?.known,
  ) {
    this.#limits = limits;
    this.known = known;
    this.#outer = outer;
  }

  /** A file may hold thousands of certificates and CRLs, and each of its signatures and tokens looks at all. */
  get names(): PreparedNames {
    if (this.#outer !== undefined) return this.#outer.names;
    this.#names ??= new PreparedNames();
    return this.#names;
  }

  get crls(): WeakMap<CrlFacts['crl'], CrlFacts> {
    if (this.#outer !== undefined) return this.#outer.crls;
    this.#crls ??= new WeakMap();
    return this.#crls;
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
  outcome(
    signed: Signed,
    key: WorkingKey,
    verify: () => MaybePromise<SignatureOutcome>,
  ): MaybePromise<SignatureOutcome> {
    const known = this.#verified(signed).find((one) => one.key === key);
    if (known !== undefined) return known.outcome;
    this.spend('signatures');
    const outcome = verify();
    if (!(outcome instanceof Promise)) return this.#keep(signed, key, outcome);
    return outcome.then((settled) => this.#keep(signed, key, settled));
  }

  /** A path that was found before costs what finding it would. Throws PathLimitError. */
  pay({ verified, spent }: KnownPath): void {
    // Each outcome is known, so that none is waited for.
    for (const { signed, key, outcome } of verified) void this.outcome(signed, key, () => outcome);
    for (const [what, amount] of spent) if (what !== 'signatures') this.spend(what, amount);
  }

  #keep(signed: Signed, key: WorkingKey, outcome: SignatureOutcome): SignatureOutcome {
    this.#verified(signed).push({ key, outcome });
    return outcome;
  }

  /** By each key under which it was tried. */
  #verified(signed: Signed): KeyOutcome[] {
    if (this.#outer !== undefined) return this.#outer.#verified(signed);
    this.#outcomes ??= new WeakMap();
    const known = this.#outcomes.get(signed) ?? [];
    if (known.length === 0) this.#outcomes.set(signed, known);
    return known;
  }
}
