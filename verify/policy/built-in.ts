import { defaultPolicy } from './default-policy.ts';
import type { Policy } from './policy.ts';
import { russianPolicy } from './russian-policy.ts';

/** The policies that come with the product, by the name under which the command knows them. */
const BUILT_IN = { default: defaultPolicy, russian: russianPolicy } as const;

export type BuiltInName = keyof typeof BUILT_IN;

export const BUILT_IN_NAMES = Object.keys(BUILT_IN) as readonly BuiltInName[];

/** Begins the names of our own policies, so that nobody else's is taken for one. */
export const RESERVED_PREFIX = 'okno-';

export function builtInPolicy(name: BuiltInName): Policy {
  return BUILT_IN[name];
}
