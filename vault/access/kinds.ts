import { PARTICIPANT_KINDS, type ParticipantKind } from '../model/participant.ts';

/** Para. 28–30: to whom a trader sends documents through the system. Foreign persons: para. 21, para 4. */
export const ADDRESSEES: readonly ParticipantKind[] = [
  'currency-control-agent',
  'currency-control-body',
  'state-body',
];

/** Para. 32, 21 para 4: who may act for a trader: another one, or its bank (para. 26–27), never a foreign person. */
export const DELEGATES: readonly ParticipantKind[] = ['russian-person', 'currency-control-agent'];

export const EVERYBODY: readonly ParticipantKind[] = PARTICIPANT_KINDS;

/** Para. 17 (б): the operator's power to suspend never reaches these. */
export const NEVER_SUSPENDED: readonly ParticipantKind[] = [
  'state-body',
  'currency-control-body',
  'currency-control-agent',
];
