/** What building and validating may cost, so that no set of certificates can hang the verifier. */
export interface PathLimits {
  /** Verifications of signatures on certificates, CRLs and OCSP responses in one decision. */
  readonly signatures: number;
  /** Certificates looked at as possible issuers. */
  readonly candidates: number;
  /** Certificates in a path, the anchor included. */
  readonly depth: number;
  /** Comparisons of a name with a subtree of a name constraint. */
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

/** A limit was reached: the question stays open, and the report names the limit. */
export class PathLimitError extends Error {
  override readonly name = 'PathLimitError';
  readonly limit: keyof PathLimits;
  readonly value: number;
  constructor(limit: keyof PathLimits, value: number) {
    super(`limit of ${value} ${limit} reached`);
    this.limit = limit;
    this.value = value;
  }
}

type Spendable = Exclude<keyof PathLimits, 'depth' | 'revocationDepth'>;

/** What is left of the limits of one decision. */
export class Budget {
  readonly limits: PathLimits;
  readonly #spent = new Map<Spendable, number>();

  constructor(limits: PathLimits = PATH_LIMITS) {
    this.limits = limits;
  }

  spend(what: Spendable, amount = 1): void {
    const spent = (this.#spent.get(what) ?? 0) + amount;
    if (spent > this.limits[what]) throw new PathLimitError(what, this.limits[what]);
    this.#spent.set(what, spent);
  }
}
