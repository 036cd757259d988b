// Para. 11 (з), 13 (г), (и), (р), 17 (б): what every user may, about itself alone.
import type { AccessRule } from '../access-rule.ts';
import { always, self } from '../grounds.ts';
import { ADDRESSEES, EVERYBODY } from '../kinds.ts';

export const EVERYBODYS: readonly AccessRule[] = [
  {
    // Para. 17 (б): whoever was suspended holds the receipt of it; para. 13 (и): who was given a package, that of its issue.
    paragraph: 'D65-13г',
    kinds: ['russian-person', ...ADDRESSEES],
    actions: ['receipt.read'],
    ground: 'self',
    when: self,
  },
  {
    paragraph: 'D65-13г',
    kinds: EVERYBODY,
    actions: ['participant.read'],
    ground: 'self',
    when: self,
  },
  {
    // Para. 11 (з): checking a signature on one's own file needs no document of the system, so that it is
    // open to foreign persons too (para. 21, para 4).
    paragraph: 'D65-13р',
    kinds: EVERYBODY,
    actions: ['verification.make'],
    ground: 'any',
    when: always,
  },
];
