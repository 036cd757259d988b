import type { Level, Policy } from '../policy/policy.ts';
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
 * outcome; later ones are still run and reported.
 */
export class Block {
  readonly checks: CheckResult[] = [];
  readonly warnings: Reason[] = [];
  readonly #policy: Policy;
  #outcome: Outcome = PASSED;

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  get outcome(): Outcome {
    return this.#outcome;
  }

  /** A rule of the format or of the mathematics: no policy can switch it off. */
  must(id: string, clause: string, failed: Failure | undefined): void {
    this.#record(id, clause, 'fail', failed);
  }

  /** A rule whose weight is the policy's; one that the policy does not name counts as `fail`. */
  constrain(id: string, clause: string, failed: Failure | undefined): void {
    const levels = this.#policy.levels;
    this.#record(id, clause, (Object.hasOwn(levels, id) && levels[id]) || 'fail', failed);
  }

  /** Something that an auditor should know and that decides nothing. */
  warn(id: string, clause: string, reason: Reason): void {
    this.checks.push({ id, clause, outcome: 'warning', reason });
    this.warnings.push(reason);
  }

  notChecked(id: string, clause: string, reason?: Reason): void {
    this.checks.push({
      id,
      clause,
      outcome: 'not-checked',
      ...(reason === undefined ? {} : { reason }),
    });
  }

  #record(id: string, clause: string, level: Level, failed: Failure | undefined): void {
    if (level === 'ignore') this.notChecked(id, clause);
    else if (failed === undefined) this.checks.push({ id, clause, outcome: 'passed' });
    else if (level === 'fail') this.#fail(id, clause, failed);
    else if (level === 'warn') this.warn(id, clause, failed.reason);
    else this.checks.push({ id, clause, outcome: 'information', reason: failed.reason });
  }

  #fail(id: string, clause: string, failed: Failure): void {
    this.checks.push({ id, clause, outcome: 'failed', reason: failed.reason });
    if (this.#outcome.indication === 'PASSED') this.#outcome = outcomeOf(failed);
  }
}
