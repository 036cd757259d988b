/** EN 319 102-1 §5.2: how a check counts. `fail` decides, `warn` and `inform` report, `ignore` skips. */
export type Level = 'fail' | 'warn' | 'inform' | 'ignore';

/** One row of the table of checks: what is asked, by which clause, and how far a policy may weigh it. */
export interface Check {
  /** e.g. `EN 319 102-1 §5.2.7.4`. */
  readonly clause: string;
  /** Of the default policy. */
  readonly level: Level;
  /** Levels that a policy may give it. */
  readonly allowed: readonly Level[];
  /** What holds where the check passes, in words. */
  readonly ru: string;
  readonly en: string;
}

type Weight = Pick<Check, 'level' | 'allowed'>;

const ALL = ['fail', 'warn', 'inform', 'ignore'] as const satisfies readonly Level[];

/** Loosened, something would be accepted that is not signed, not trusted or not the format: never below `fail`. */
export const FIXED = { level: 'fail', allowed: ['fail'] } as const satisfies Weight;
export const FAIL = { level: 'fail', allowed: ALL } as const satisfies Weight;
export const WARN = { level: 'warn', allowed: ALL } as const satisfies Weight;
export const INFORM = { level: 'inform', allowed: ALL } as const satisfies Weight;
/** Of the past it cannot be asked again (EN 319 102-1 §5.6.2): it is told, and never decides. */
export const REMARK = {
  level: 'warn',
  allowed: ['warn', 'inform', 'ignore'],
} as const satisfies Weight;
