import type { AccessRule } from './access-rule.ts';
import { EVERYBODYS } from './rules/para-13-everybody.ts';
import { OPERATOR } from './rules/para-13-operator.ts';
import { TOLD } from './rules/para-13-told.ts';
import { PROVIDED } from './rules/para-23-provided.ts';
import { REQUESTS } from './rules/para-25-requests.ts';
import { OWN_ACCOUNT } from './rules/para-26-own-account.ts';
import { DELEGATIONS } from './rules/para-32-delegations.ts';

/** Everything that is allowed, by paragraph of the Decree; what no row allows is denied. */
export const RULES: readonly AccessRule[] = [
  ...OWN_ACCOUNT,
  ...PROVIDED,
  ...REQUESTS,
  ...OPERATOR,
  ...TOLD,
  ...DELEGATIONS,
  ...EVERYBODYS,
];
