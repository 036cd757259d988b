// Para. 13 (к), 23 para 3, 28–30: what was provided to banks and bodies.
import type { AccessRule } from '../access-rule.ts';
import { ofOwnBank, onRequest, receivedFromParticipant, underCurrencyControl } from '../grounds.ts';
import { ADDRESSEES } from '../kinds.ts';

export const PROVIDED: readonly AccessRule[] = [
  {
    // Para. 23, para 3: by a lawful request of a body or agent of currency control, for what was sent in answer.
    paragraph: 'D65-23-пути',
    kinds: ['currency-control-agent', 'currency-control-body'],
    actions: ['document.describe', 'document.read', 'receipt.read'],
    ground: 'on-request',
    when: onRequest,
  },
  {
    // Para. 23, para 3: by receipt from a participant.
    paragraph: 'D65-23-пути',
    kinds: ADDRESSEES,
    actions: ['document.describe', 'document.read', 'receipt.read'],
    ground: 'received',
    when: receivedFromParticipant,
  },
  {
    // Para. 13 (к), 23 para 3, 29: the bank that keeps the contract under the УНК that it assigned.
    paragraph: 'D65-23-пути',
    kinds: ['currency-control-agent'],
    actions: [
      'contract.describe',
      'document.describe',
      'document.read',
      'documents.retrieve',
      'receipt.read',
    ],
    ground: 'own-bank',
    when: ofOwnBank,
  },
  {
    // Para. 23 para 3, 28: bodies of currency control, contracts that are under it (have a УНК).
    paragraph: 'D65-23-пути',
    kinds: ['currency-control-body'],
    actions: [
      'contract.describe',
      'document.describe',
      'document.read',
      'documents.retrieve',
      'receipt.read',
    ],
    ground: 'currency-control',
    when: underCurrencyControl,
  },
];
