// Para. 32; customs order, annex 2, 7 (2): acting for another.
import type { AccessRule } from '../access-rule.ts';
import { always, granted, held } from '../grounds.ts';
import { DELEGATES } from '../kinds.ts';

export const DELEGATIONS: readonly AccessRule[] = [
  {
    // Para. 32: a trader opens its account to another user, in so far as it says.
    paragraph: 'D65-32',
    kinds: ['russian-person'],
    actions: ['delegation.grant'],
    ground: 'any',
    when: always,
  },
  {
    paragraph: 'D65-32',
    kinds: ['russian-person'],
    actions: ['delegation.read', 'delegation.revoke', 'receipt.read'],
    ground: 'own',
    when: granted,
  },
  {
    // Customs order, annex 2, 7 (2): whoever was appointed acts within the kinds and actions that were named.
    paragraph: 'FTS2-7.2',
    kinds: DELEGATES,
    actions: ['delegation.read', 'delegation.use', 'receipt.read'],
    ground: 'held',
    when: held,
  },
];
