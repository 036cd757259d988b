import type { ParticipantKind, Principal } from '../model/participant.ts';
import type { AccessObject } from './access-object.ts';
import type { Action } from './action.ts';
import type { Denial } from './decision.ts';

/** What `when` asks, by name: for people. */
export type Ground =
  | 'any'
  | 'self'
  | 'suspendable'
  | 'liquidated'
  | 'by-agreement'
  | 'held'
  | 'own'
  | 'asked'
  | 'asking'
  | 'on-request'
  | 'received'
  | 'own-bank'
  | 'currency-control';

export interface AccessRule {
  /** Id of the requirement that grants. */
  readonly paragraph: string;
  readonly kinds: readonly ParticipantKind[];
  readonly actions: readonly Action[];
  readonly ground: Ground;
  readonly when: (principal: Principal, object: AccessObject) => boolean;
  /** What is said where the ground is missing; absent: `no-grant`, as for what is not there. */
  readonly otherwise?: Omit<Denial, 'allowed'>;
}
