// Para. 25 (г), 28, 29: requests of currency control.
import type { AccessRule } from '../access-rule.ts';
import { always, asked, asking, ofOwnBank } from '../grounds.ts';

export const REQUESTS: readonly AccessRule[] = [
  {
    // Para. 29, 30: an agent asks about contracts under the УНК that it assigned.
    paragraph: 'D65-29',
    kinds: ['currency-control-agent'],
    actions: ['request.make'],
    ground: 'own-bank',
    when: ofOwnBank,
  },
  {
    // Para. 28: a body asks any trader.
    paragraph: 'D65-28',
    kinds: ['currency-control-body'],
    actions: ['request.make'],
    ground: 'any',
    when: always,
  },
  {
    // Para. 25 (г): whoever asked sees what became of it …
    paragraph: 'D65-25г-2',
    kinds: ['currency-control-agent', 'currency-control-body'],
    actions: ['request.read', 'receipt.read'],
    ground: 'asking',
    when: asking,
  },
  {
    // … and so does the trader in whose account the request has arrived.
    paragraph: 'D65-25г-2',
    kinds: ['russian-person'],
    actions: ['request.read', 'receipt.read'],
    ground: 'asked',
    when: asked,
  },
];
