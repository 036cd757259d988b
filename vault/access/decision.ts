/** Why access is denied; the journal and the answer name it with its paragraph. */
export type DenialReason =
  | 'suspended' // para. 17 (б)
  | 'terminated' // para. 22
  | 'never-suspended' // para. 17 (б), 22: bodies, agents and the operator itself
  | 'authentication-too-weak' // para. 21
  | 'outside-competence' // para. 13 (ж): this kind of user never does this
  | 'no-grant' // para. 23: neither placed, nor received, nor granted
  | 'no-delegation' // para. 32: none that is in force, revoked and ended ones included
  | 'outside-delegation' // annex 2, 7 (2): another action or kind of document than was delegated
  | 'act-needs-qualified-signature' // para. 32: an act by which others gain rights
  | 'quarantined' // para. 13 (е): malware was found, or nobody has looked for it yet
  | 'secret-needs-qualified-signature'; // para. 23, para 5

export interface Denial {
  readonly allowed: false;
  readonly reason: DenialReason;
  /** Id of the requirement, e.g. `D65-23-тайна`. */
  readonly paragraph: string;
}

export interface Grant {
  readonly allowed: true;
  readonly paragraph: string;
}

export type Decision = Grant | Denial;
