import { FieldReader } from '../field-reader.ts';
import { DELEGATED_ACTIONS, type DelegatedAction } from '../model/delegation.ts';
import { CATEGORIES, type Category } from '../model/document.ts';

export interface DelegationFacts {
  /** Id of who shall act. */
  readonly to: string;
  readonly actions: readonly DelegatedAction[];
  readonly categories: readonly Category[];
  /** ISO 8601, UTC. */
  readonly until: string;
}

/** Civil Code art. 186 knows no longest term of a power of attorney; here nobody is forgotten for longer. */
const LONGEST_YEARS = 3;

/** Throws VaultError `invalid`, naming every field at fault. */
export function readDelegationFacts(json: unknown, now: Date): DelegationFacts {
  const fields = new FieldReader(json);
  const to = fields.text('to', 100);
  const actions = fields.codes('actions', isAction);
  const categories = fields.codes('categories', isCategory);
  const until = fields.optionalInstant('until');
  if (until === undefined && !fields.has('until')) fields.fault('until', 'required');
  if (until !== undefined && until <= now) fields.fault('until', 'out-of-order', 'later than now');
  if (until !== undefined && until > yearsAfter(now)) {
    fields.fault('until', 'malformed', `at most ${LONGEST_YEARS} years`);
  }
  fields.finish();
  return { to, actions, categories, until: (until ?? now).toISOString() };
}

function yearsAfter(now: Date): Date {
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + LONGEST_YEARS);
  return end;
}

function isAction(text: string): text is DelegatedAction {
  return DELEGATED_ACTIONS.some((each) => each === text);
}

function isCategory(text: string): text is Category {
  return Object.hasOwn(CATEGORIES, text);
}
