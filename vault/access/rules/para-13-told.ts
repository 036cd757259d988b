// Para. 13 (к): who hears whose access began and ended.
import type { AccessRule } from '../access-rule.ts';
import { always } from '../grounds.ts';

export const TOLD: readonly AccessRule[] = [
  {
    // Para. 13 (к): who got access, was suspended, resumed or disconnected, for bodies …
    paragraph: 'D65-13к-органы',
    kinds: ['currency-control-body', 'operator'],
    actions: ['access-events.read'],
    ground: 'any',
    when: always,
  },
  {
    // … and for agents of currency control.
    paragraph: 'D65-13к-агенты',
    kinds: ['currency-control-agent'],
    actions: ['access-events.read'],
    ground: 'any',
    when: always,
  },
];
