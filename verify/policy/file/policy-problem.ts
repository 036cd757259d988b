/** What can be wrong with a policy file, each with one sentence in `policy-messages.ts`. */
export type PolicyProblemCode =
  /** Facts `detail`. */
  | 'not-json'
  /** Facts `octets`, `limit`. */
  | 'too-large'
  | 'member-repeated'
  /** Facts `member`, `known`. */
  | 'member-unknown'
  | 'member-missing'
  /** Facts `expected`: object, array, text, number, flag. */
  | 'wrong-type'
  /** Facts `found`, `allowed`. */
  | 'wrong-value'
  /** Facts `found`, `from`, `to`. */
  | 'out-of-range'
  | 'item-repeated'
  | 'too-many'
  /** Facts `found`, `known`. */
  | 'check-unknown'
  /** Facts `check`, `found`, `allowed`. */
  | 'level-not-allowed'
  /** A remark about the past was to decide: facts `check`, `allowed`. */
  | 'cannot-decide'
  /** Facts `found`, `known`. */
  | 'algorithm-unknown'
  /** Facts `algorithm`. */
  | 'no-key-size'
  /** Facts `name`. */
  | 'name-reserved';

export interface PolicyProblem {
  readonly code: PolicyProblemCode;
  /** JSON Pointer (RFC 6901) into the file; empty: the file itself. */
  readonly pointer: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** A file that is no policy: every problem that was found, in the order of the file's rules. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly problems: readonly PolicyProblem[];
  constructor(problems: readonly PolicyProblem[]) {
    super(problems.map(({ code, pointer }) => `${pointer || '/'}: ${code}`).join('; '));
    this.problems = problems;
  }
}
