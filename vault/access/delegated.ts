// What a delegation opens of an account (para. 32; customs order, annex 2, 7 (2)): the actions that it names, and
// where a document is concerned, the kinds of documents.
import { DELEGATED_ACTIONS } from '../model/delegation.ts';
import { CATEGORIES, type Category } from '../model/document.ts';
import type { Delegate, Principal } from '../model/participant.ts';
import type { AccessObject } from './access-object.ts';
import type { Action } from './action.ts';
import type { Denial } from './decision.ts';

const PARAGRAPH = 'FTS2-7.2';

/** To list contracts is to describe them; to name addressees is a part of sending. */
const PART_OF: ReadonlyMap<Action, Action> = new Map([
  ['participant.read', 'contract.describe'],
  ['addressees.list', 'document.send'],
]);

export function delegationOf(delegate: Delegate | undefined, action: Action): Denial | undefined {
  if (delegate === undefined) return undefined;
  if (delegate.actions.length === 0) return denial('no-delegation', 'D65-32');
  const wanted = PART_OF.get(action) ?? action;
  const named = DELEGATED_ACTIONS.some(
    (each) => each === wanted && delegate.actions.includes(each),
  );
  return named ? undefined : denial('outside-delegation', PARAGRAPH);
}

/** Of what may not be seen nothing is told: a document of another kind answers like one that is not there. */
export function categoryOf(
  { delegate }: Principal,
  action: Action,
  object: AccessObject | undefined,
): Denial | undefined {
  if (delegate === undefined || object === undefined) return undefined;
  if (!isWithin(delegate, action, object)) return denial('no-grant', PARAGRAPH);
  const category = categoryIn(action, object);
  if (category === undefined || delegate.categories.includes(category)) return undefined;
  const seen = object.kind === 'document' || object.kind === 'sending';
  return denial(seen ? 'no-grant' : 'outside-delegation', PARAGRAPH);
}

/** What is no document: a delegate sees what concerns the kinds of documents, or the very delegation, that it was given. */
function isWithin(
  { actions, categories, delegation }: Delegate,
  action: Action,
  object: AccessObject,
): boolean {
  switch (object.kind) {
    case 'request': {
      const { items } = object.request;
      // An item that names no kind may be for any.
      const wanted = items.flatMap(({ category }) => category ?? ALL_KINDS);
      const reads = action === 'request.read' || actions.includes('request.read');
      return reads && wanted.every((category) => categories.includes(category));
    }
    case 'delegation':
      return object.delegation.id === delegation;
    case 'package':
      return object.delegation === delegation;
    case 'participant':
      // The account itself: what happened to it is for its owner.
      return action !== 'receipt.read';
    case 'none':
    case 'contract':
    case 'document':
    case 'sending':
    case 'unk':
      return true;
  }
}

const ALL_KINDS = Object.keys(CATEGORIES) as readonly Category[];

/** A delegation that was revoked or has ended is told so to whoever held it. */
export function forceOf(action: Action, object: AccessObject | undefined): Denial | undefined {
  const spent = action === 'delegation.use' && object?.kind === 'delegation' && !object.inForce;
  return spent ? denial('no-delegation', 'D65-32') : undefined;
}

function categoryIn(action: Action, object: AccessObject): Category | undefined {
  if (object.kind === 'document' || object.kind === 'sending') return object.document.category;
  // Para. 26 (а): a contract and its changes are documents of that kind.
  if (action === 'contract.register' || action === 'contract.change') return 'a';
  return object.kind === 'contract' ? object.category : undefined;
}

function denial(reason: Denial['reason'], paragraph: string): Denial {
  return { allowed: false, reason, paragraph };
}
