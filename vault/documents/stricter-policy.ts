import { INTAKE_POLICY, type IntakePolicy, type IntakeRow } from './intake-policy.ts';

/** What an operator may set over the policy: nothing that takes more than it does. */
export interface Stricter {
  /** Sub-indications and reason codes that wait by the policy and shall be refused at once. */
  readonly refuse?: readonly string[];
  /** Not shorter than the policy's: revocations would not be known yet. */
  readonly graceSeconds?: number;
  /** Not longer than the policy's: nobody shall wait for ever. */
  readonly waitingSeconds?: number;
}

/** `intake` and what is wrong with it. */
export class NotStricter extends Error {
  override readonly name = 'NotStricter';
}

/** The policy with the operator's wishes; throws NotStricter for one that would loosen it, or does nothing. */
export function stricterPolicy(
  wishes: Stricter,
  policy: IntakePolicy = INTAKE_POLICY,
): IntakePolicy {
  const { refuse = [], graceSeconds, waitingSeconds } = wishes;
  if (graceSeconds !== undefined && graceSeconds < policy.graceSeconds) {
    throw new NotStricter(`the grace period is at least ${policy.graceSeconds} seconds`);
  }
  if (waitingSeconds !== undefined && waitingSeconds > policy.waitingSeconds) {
    throw new NotStricter(`waiting ends after at most ${policy.waitingSeconds} seconds`);
  }
  const grace = graceSeconds ?? policy.graceSeconds;
  const waiting = waitingSeconds ?? policy.waitingSeconds;
  if (waiting < grace) throw new NotStricter('waiting must not end before the grace period');
  const waits = new Set(namesThatWait(policy));
  for (const name of refuse) {
    if (!waits.has(name))
      throw new NotStricter(`«${name}» waits for nothing: ${[...waits].join(', ')}`);
  }
  const { INDETERMINATE } = policy.signatures;
  const rows = Object.entries(INDETERMINATE).map(([name, row]) => [
    name,
    refused(row, name, refuse),
  ]);
  return {
    ...policy,
    signatures: { ...policy.signatures, INDETERMINATE: Object.fromEntries(rows) },
    graceSeconds: grace,
    waitingSeconds: waiting,
  };
}

/** Sub-indications and reason codes for which a signature waits. */
export function namesThatWait({ signatures }: Pick<IntakePolicy, 'signatures'>): readonly string[] {
  return Object.entries(signatures.INDETERMINATE).flatMap(([name, { decision, unless = {} }]) => [
    ...(decision === 'pending' ? [name] : []),
    ...Object.entries(unless).flatMap(([code, row]) => (row.decision === 'pending' ? [code] : [])),
  ]);
}

function refused(row: IntakeRow, name: string, refuse: readonly string[]): IntakeRow {
  const { unless } = row;
  const decision = refuse.includes(name) ? 'refuse' : row.decision;
  if (unless === undefined) return { ...row, decision };
  const cases = Object.entries(unless).map(([code, each]) => [code, refused(each, code, refuse)]);
  return { ...row, decision, unless: Object.fromEntries(cases) };
}
