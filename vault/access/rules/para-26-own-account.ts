// Para. 13 (г), 23 para 2, 24, 26: what a Russian person does in its own account.
import type { AccessRule } from '../access-rule.ts';
import { always, own } from '../grounds.ts';

export const OWN_ACCOUNT: readonly AccessRule[] = [
  {
    // Para. 26: Russian persons place documents in their own account.
    paragraph: 'D65-26',
    kinds: ['russian-person'],
    actions: ['contract.register'],
    ground: 'any',
    when: always,
  },
  {
    paragraph: 'D65-26',
    kinds: ['russian-person'],
    actions: ['contract.change', 'document.place'],
    ground: 'own',
    when: own,
  },
  {
    // Para. 23, para 2: by own placing.
    paragraph: 'D65-23-пути',
    kinds: ['russian-person'],
    actions: ['contract.describe', 'document.describe', 'document.read', 'receipt.read'],
    ground: 'own',
    when: own,
  },
  {
    // Para. 24, 28, 29: sending what oneself has placed.
    paragraph: 'D65-24-напр',
    kinds: ['russian-person'],
    actions: ['document.send'],
    ground: 'own',
    when: own,
  },
  {
    // Para. 13 (г): one must be able to name the addressee.
    paragraph: 'D65-13г',
    kinds: ['russian-person'],
    actions: ['addressees.list'],
    ground: 'any',
    when: always,
  },
];
