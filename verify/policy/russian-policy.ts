import { defaultPolicy, GOST } from './default-policy.ts';
import type { Policy } from './policy.ts';

/**
 * What 63-FZ art. 5 p. 4 takes for a qualified signature is made by certified means, and those compute GOST alone:
 * as the default policy, with the algorithms of the Russian standards only. The dates: see algorithm-dates.md.
 */
export const russianPolicy: Policy = { ...defaultPolicy, name: 'okno-russian/1', algorithms: GOST };
