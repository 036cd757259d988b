import type { ValidationInput } from '../../process/validation-input.ts';
import type { SubIndication } from '../../report/report.ts';
import type { Policy } from '../policy.ts';
import type { Levels } from './checks.ts';

/** A file that breaks one check that policies weigh, for weighed.test.ts. */
export interface Case {
  /** Breaks the check, and no other that counts. */
  readonly file: () => Promise<Uint8Array>;
  /** Keeps it; absent: the plain signature. */
  readonly twin?: () => Promise<Uint8Array>;
  readonly code: string;
  readonly fails: SubIndication;
  readonly policy?: Partial<Policy>;
  /** Of the twin, where the policy and not the file is what differs. */
  readonly twinPolicy?: Partial<Policy>;
  /** Of other checks that the same thing touches. */
  readonly levels?: Levels;
  readonly given?: Partial<ValidationInput>;
  readonly twinGiven?: Partial<ValidationInput>;
  /** The check is of the time-stamp. */
  readonly token?: true;
}
