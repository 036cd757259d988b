import { CERTIFICATE_CHECKS } from './certificate-checks.ts';
import type { Check, Level } from './check.ts';
import { FORMAT_CHECKS } from './format-checks.ts';
import { SIGNATURE_CHECKS } from './signature-checks.ts';
import { TIME_CHECKS } from './time-checks.ts';

/** Every check of a signature, block by block: the one table that policies weigh. */
export const CHECKS = {
  ...FORMAT_CHECKS,
  ...CERTIFICATE_CHECKS,
  ...SIGNATURE_CHECKS,
  ...TIME_CHECKS,
} as const;

type Checks = typeof CHECKS;
export type CheckId = keyof Checks;

/** Checks that may be weighed at all: of the others it is `fail` that is allowed, and nothing else. */
export type WeighedCheckId = {
  [K in CheckId]: Checks[K]['allowed'] extends readonly ['fail'] ? never : K;
}[CheckId];

/** A level for checks, each one that its row allows; a check that is not there has its default. */
export type Levels = { readonly [K in CheckId]?: Checks[K]['allowed'][number] };

export const CHECK_IDS = Object.keys(CHECKS) as readonly CheckId[];

export function isCheckId(text: string): text is CheckId {
  return Object.hasOwn(CHECKS, text);
}

/** The row of a check. */
export function checkOf(id: CheckId): Check {
  return CHECKS[id];
}

/** Whether no policy can weigh it: where it fails, what it was asked of is not used any further. */
export function isFixed(id: CheckId): boolean {
  return checkOf(id).allowed.every((level) => level === 'fail');
}

/** How a check counts. What its row does not allow is not obeyed, whoever made the policy. */
export function levelOf(levels: Levels, id: CheckId): Level {
  const { level, allowed } = checkOf(id);
  const asked: Level | undefined = Object.hasOwn(levels, id) ? levels[id] : undefined;
  return asked !== undefined && allowed.includes(asked) ? asked : level;
}
