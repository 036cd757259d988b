import type { RevisionInForce } from '../contracts/contract-history.ts';
import { isSealed } from '../documents/sealed-content.ts';
import type { Contract } from '../model/contract.ts';
import type { DocumentRecord, PlacedVersion } from '../model/document.ts';
import type { Principal } from '../model/participant.ts';
import type { FixedSending } from '../model/sending.ts';
import type { AccessObject } from './access-object.ts';
import type { Action } from './action.ts';
import { authorize } from './authorize.ts';

/** A contract as it is, and as it was. */
export interface ContractInTime {
  readonly contract: Contract;
  readonly history: readonly RevisionInForce[];
}

export interface DocumentInTime extends ContractInTime {
  readonly document: DocumentRecord;
  /** Of any of its versions. */
  readonly sendings: readonly FixedSending[];
}

type Of<K extends AccessObject['kind']> = AccessObject & { readonly kind: K };

/**
 * The contract in the revision that opens it to the principal: the current one, else the last that ever did
 * (para. 13 (и): what was provided stays so). Where none does, the current one, to be denied by.
 */
export function openingContract(
  principal: Principal,
  action: Action,
  inTime: ContractInTime,
): Of<'contract'> {
  const object = (contract: Contract) => ({ kind: 'contract', contract }) as const;
  return object(openingRevision(inTime, (by) => authorize(principal, action, object(by)), allOf));
}

/** The same for a document, or for one version of it: by a former revision, when it was placed before that ended. */
export function openingDocument(
  principal: Principal,
  action: Action,
  inTime: DocumentInTime,
  version?: Pick<PlacedVersion, 'placedAt'> &
    Partial<Pick<PlacedVersion, 'number' | 'state' | 'hold'>>,
): Of<'document'> {
  const { document, sendings } = inTime;
  const sent = sendings.filter(
    (sending) => version?.number === undefined || sending.version === version.number,
  );
  const sentTo = sent.map(({ addresseeId }) => addresseeId);
  const askedBy = sent.flatMap(({ addresseeId, answers }) => (answers ? [addresseeId] : []));
  const sealed = version !== undefined && isSealed(version);
  const state = version?.state === undefined ? {} : { state: version.state };
  const object = (contract: Contract) =>
    ({ kind: 'document', contract, document, sentTo, askedBy, sealed, ...state }) as const;
  const provided =
    version === undefined
      ? allOf
      : ({ until }: RevisionInForce) =>
          until === undefined || (version.placedAt !== undefined && version.placedAt < until);
  const judge = (by: Contract) => authorize(principal, action, object(by));
  return object(openingRevision(inTime, judge, provided));
}

const allOf = () => true;

function openingRevision(
  { contract, history }: ContractInTime,
  judge: (by: Contract) => ReturnType<typeof authorize>,
  provided: (revision: RevisionInForce) => boolean,
): Contract {
  const opening = [{ contract }, ...history.toReversed()].filter(provided).find((revision) => {
    const decision = judge(revision.contract);
    // Who is denied for another reason than a missing grant shall hear that reason.
    return decision.allowed || decision.reason !== 'no-grant';
  });
  return opening?.contract ?? contract;
}
