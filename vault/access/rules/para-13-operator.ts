// Para. 13 (г), 17 (б), 22: the operator of the system.
import type { AccessRule } from '../access-rule.ts';
import { always, liquidated, suspendable } from '../grounds.ts';

export const OPERATOR: readonly AccessRule[] = [
  {
    // Para. 13 (г), (е), (ж): the operator runs the system, sees what is there, never what is inside.
    paragraph: 'D65-13г',
    kinds: ['operator'],
    actions: [
      'participant.register',
      'participant.read',
      'contract.describe',
      'document.describe',
      'receipt.read',
      'quarantine.read',
      'quarantine.decide',
    ],
    ground: 'any',
    when: always,
  },
  {
    // Para. 17 (б): the operator suspends and resumes users, never bodies and agents.
    paragraph: 'D65-17б',
    kinds: ['operator'],
    actions: ['participant.suspend', 'participant.resume'],
    ground: 'suspendable',
    when: suspendable,
    otherwise: { reason: 'never-suspended', paragraph: 'D65-17б' },
  },
  {
    paragraph: 'D65-22-1',
    kinds: ['operator'],
    actions: ['participant.terminate'],
    ground: 'liquidated',
    when: liquidated,
    otherwise: { reason: 'never-suspended', paragraph: 'D65-22-2' },
  },
  {
    paragraph: 'D65-22-2',
    kinds: ['operator'],
    actions: ['participant.terminate'],
    ground: 'by-agreement',
    when: suspendable,
    otherwise: { reason: 'never-suspended', paragraph: 'D65-22-2' },
  },
];
