import { type CheckId, checkOf, type Levels, levelOf } from '../policy/checks/checks.ts';
import type { Policy } from '../policy/policy.ts';
import type { BlockIndication, CheckResult, Reason, SubIndication } from '../report/report.ts';
import type { ProcessReason } from './reason-code.ts';

/** A reason whose code is one of the process's own. */
export interface ProcessFailureReason extends Reason {
  readonly code: ProcessReason;
}

/** Why a check does not hold, and the sub-indication that it leads to. */
export interface Failure {
  readonly subIndication: SubIndication;
  readonly reason: Reason;
}

/** The outcome of a building block (EN 319 102-1 §5.2) or of a process made of blocks. */
export interface Outcome {
  readonly indication: BlockIndication;
  readonly subIndication?: SubIndication;
  readonly reason?: Reason;
}

export const PASSED: Outcome = { indication: 'PASSED' };

// EN 319 102-1 §5.1.3 table 6: these say that the signature is bad; every other one that it cannot be told.
const FAILED: ReadonlySet<SubIndication> = new Set<SubIndication>([
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
  'REVOKED',
  'EXPIRED',
  'NOT_YET_VALID',
]);

export function outcomeOf({ subIndication, reason }: Failure): Outcome {
  const indication = FAILED.has(subIndication) ? 'FAILED' : 'INDETERMINATE';
  return { indication, subIndication, reason };
}

/** Of several outcomes the first that failed, else the first that cannot be told. */
export function worstOutcome(...outcomes: readonly Outcome[]): Outcome {
  return (
    outcomes.find(({ indication }) => indication === 'FAILED') ??
    outcomes.find(({ indication }) => indication === 'INDETERMINATE') ??
    PASSED
  );
}

/** Shorthand that holds the code to the process's own union. */
export function failure(
  subIndication: SubIndication,
  code: ProcessReason,
  facts?: Reason['facts'],
): Failure {
  return { subIndication, reason: reasonOf(code, facts) };
}

export function reasonOf(code: ProcessReason, facts?: Reason['facts']): ProcessFailureReason {
  return facts === undefined ? { code } : { code, facts };
}

/**
 * The checks of one block in the order in which they ran. The first failed check decides the block's
 * outcome, or the first with the sub-indication `decisive`; later ones are still run and reported.
 */
export class Block {
  readonly checks: CheckResult[] = [];
  readonly warnings: Reason[] = [];
  readonly #levels: Levels;
  readonly #decisive: SubIndication | undefined;
  readonly #failures: Failure[] = [];

  constructor({ levels }: Pick<Policy, 'levels'>, decisive?: SubIndication) {
    this.#levels = levels;
    this.#decisive = decisive;
  }

  get outcome(): Outcome {
    const decisive = this.#failures.find(({ subIndication }) => subIndication === this.#decisive);
    const deciding = decisive ?? this.#failures[0];
    return deciding === undefined ? PASSED : outcomeOf(deciding);
  }

  /** Every check that failed and decides, in the order in which they ran. */
  get failures(): readonly Failure[] {
    return this.#failures;
  }

  /** Runs one check of the table: what it counts for is the policy's, as far as the table lets it. */
  check(id: CheckId, failed?: Failure): void {
    const level = levelOf(this.#levels, id);
    const { clause } = checkOf(id);
    if (level === 'ignore') this.checks.push({ id, clause, outcome: 'not-checked' });
    else if (failed === undefined) this.checks.push({ id, clause, outcome: 'passed' });
    else {
      this.checks.push({ id, clause, outcome: OUTCOMES[level], reason: failed.reason });
      if (level === 'fail') this.#failures.push(failed);
      if (level === 'warn') this.warnings.push(failed.reason);
    }
  }

  /**
   * What is left of it where its failures are answered otherwise (§5.6.3): the checks that did not fail and that
   * `later` blocks do not ask again, and what those say.
   */
  withoutFailures(later: readonly Block[]): Block {
    const again = new Set(later.flatMap(({ checks }) => checks.map(({ id }) => id)));
    const block = new Block({ levels: this.#levels });
    for (const check of this.checks) {
      if (check.outcome === 'failed' || again.has(check.id)) continue;
      block.checks.push(check);
      if (check.outcome === 'warning' && check.reason) block.warnings.push(check.reason);
    }
    return block;
  }

  /** There was nothing to check it on. */
  notChecked(id: CheckId): void {
    this.checks.push({ id, clause: checkOf(id).clause, outcome: 'not-checked' });
  }
}

const OUTCOMES = { fail: 'failed', warn: 'warning', inform: 'information' } as const;
