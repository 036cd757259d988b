// What `when` of the rules asks of a principal and an object.
import { bankNumberOf } from '../contracts/unk.ts';
import type { Principal } from '../model/participant.ts';
import type { AccessObject } from './access-object.ts';
import { NEVER_SUSPENDED } from './kinds.ts';

export const always = () => true;

function ownerOf(object: AccessObject): string | undefined {
  if (object.kind === 'contract') return object.contract.ownerId;
  return object.kind === 'document' || object.kind === 'sending'
    ? object.document.ownerId
    : undefined;
}

export function self({ participantId }: Principal, object: AccessObject): boolean {
  const own = object.kind === 'participant' || object.kind === 'package';
  return own && object.participantId === participantId;
}

export function granted(principal: Principal, object: AccessObject): boolean {
  return object.kind === 'delegation' && object.delegation.granterId === principal.participantId;
}

export function held(principal: Principal, object: AccessObject): boolean {
  return object.kind === 'delegation' && object.delegation.delegateId === principal.participantId;
}

/** Para. 17 (б), 22: not state bodies, not bodies and agents of currency control; nor the operator itself. */
export function suspendable(_principal: Principal, object: AccessObject): boolean {
  if (object.kind !== 'participant' || object.participantKind === undefined) return false;
  return ![...NEVER_SUSPENDED, 'operator'].includes(object.participantKind);
}

/** Para. 22, first clause: a legal person that is no more, an entrepreneur who is none any more. */
export function liquidated(_principal: Principal, object: AccessObject): boolean {
  if (object.kind !== 'participant' || object.participantKind === 'operator') return false;
  return object.cause === 'liquidated' || object.cause === 'status-lost';
}

export function own(principal: Principal, object: AccessObject): boolean {
  return ownerOf(object) === principal.participantId;
}

function unkOf(object: AccessObject): string | undefined {
  if (object.kind === 'unk') return object.unk;
  return object.kind === 'contract' || object.kind === 'document' ? object.contract.unk : undefined;
}

/** A pending version is received, not placed; a refused one never was (para. 24). */
function placed(object: AccessObject): boolean {
  return object.kind !== 'document' || object.state === undefined || object.state === 'accepted';
}

export function ofOwnBank(principal: Principal, object: AccessObject): boolean {
  const unk = unkOf(object);
  if (unk === undefined || principal.bankNumber === undefined) return false;
  return bankNumberOf(unk) === principal.bankNumber && placed(object);
}

export function receivedFromParticipant(
  { participantId }: Principal,
  object: AccessObject,
): boolean {
  if (object.kind === 'sending') return object.sending.addresseeId === participantId;
  if (object.kind !== 'document' || object.sentTo === undefined) return false;
  return object.sentTo.includes(participantId) && placed(object);
}

export function onRequest({ participantId }: Principal, object: AccessObject): boolean {
  if (object.kind === 'sending') {
    return object.sending.addresseeId === participantId && object.sending.answers !== undefined;
  }
  if (object.kind !== 'document' || object.askedBy === undefined) return false;
  return object.askedBy.includes(participantId) && placed(object);
}

export function asked({ participantId }: Principal, object: AccessObject): boolean {
  return object.kind === 'request' && object.request.exporterId === participantId;
}

export function asking({ participantId }: Principal, object: AccessObject): boolean {
  return object.kind === 'request' && object.request.requesterId === participantId;
}

export function underCurrencyControl(_principal: Principal, object: AccessObject): boolean {
  return unkOf(object) !== undefined && placed(object);
}
