/** What building and validating may cost, so that no set of certificates can hang the verifier. */
export interface PathLimits {
  /** Verifications of signatures on certificates, CRLs and OCSP responses in one decision. */
  readonly signatures: number;
  /** Certificates looked at as possible issuers or responders, and answers as possible answers. */
  readonly candidates: number;
  /** Certificates in a path, the anchor included. */
  readonly depth: number;
  /** Comparisons of names: with subtrees of name constraints (a directory name as many as it has parts), and with
   * those of distribution points. */
  readonly nameComparisons: number;
  /** Nodes of a policy graph. */
  readonly policyNodes: number;
  /** Nesting of questions «is the issuer of this revocation information itself revoked?». */
  readonly revocationDepth: number;
}

// The order of magnitude of rustls-webpki's budget (100 signatures, 250 000 comparisons), with room for
// the CRLs and responders that it does not follow.
export const PATH_LIMITS: PathLimits = {
  signatures: 300,
  candidates: 20_000,
  depth: 20,
  nameComparisons: 250_000,
  policyNodes: 4_000,
  revocationDepth: 6,
};

type Spendable = Exclude<keyof PathLimits, 'depth' | 'revocationDepth'>;
export type WorkLimits = Readonly<Record<Spendable, number>>;
/** What a decision has cost of what. */
export type Spent = ReadonlyMap<Spendable, number>;

/**
 * What all decisions about one file may cost together. An honest signature costs some ten verifications, and
 * what several have in common is computed once.
 */
export const FILE_WORK_LIMITS: WorkLimits = {
  signatures: 2_000,
  candidates: 100_000,
  nameComparisons: 1_000_000,
  policyNodes: 20_000,
};

/** The same for all files of one package with their receipts, seals and time-stamps. */
export const PACKAGE_WORK_LIMITS: WorkLimits = {
  signatures: 8_000,
  candidates: 400_000,
  nameComparisons: 4_000_000,
  policyNodes: 80_000,
};

/** `stampedOctets`: what time-stamps of a file are over, as octets that are digested. */
type Limit = keyof PathLimits | 'stampedOctets';

/** A limit was reached: the question stays open, and the report names the limit. */
export class PathLimitError extends Error {
  override readonly name = 'PathLimitError';
  readonly limit: Limit;
  readonly value: number;
  /** Of one decision, or of all the work on a file or a package. */
  readonly scope: 'decision' | 'work';

  constructor(limit: Limit, value: number, scope: 'decision' | 'work' = 'decision') {
    super(`limit of ${value} ${limit} reached`);
    this.limit = limit;
    this.value = value;
    this.scope = scope;
  }
}

/** What is left for the file or the package that the decision is about. */
interface Spending {
  spend(what: Spendable, amount: number): void;
}

/** What is left of the limits of one decision. */
export class Budget {
  readonly limits: PathLimits;
  readonly #work: Spending | undefined;
  readonly #spent = new Map<Spendable, number>();

  constructor(limits: PathLimits = PATH_LIMITS, work?: Spending) {
    this.limits = limits;
    this.#work = work;
  }

  get spent(): Spent {
    return this.#spent;
  }

  spend(what: Spendable, amount = 1): void {
    const spent = (this.#spent.get(what) ?? 0) + amount;
    if (spent > this.limits[what]) throw new PathLimitError(what, this.limits[what]);
    this.#spent.set(what, spent);
    // Verifications that another decision has computed cost the file nothing (Work.outcome).
    if (what !== 'signatures') this.#work?.spend(what, amount);
  }
}
