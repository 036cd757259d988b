import type { JsonValue } from '../../formats/evidence/canonical-json.ts';

export type { JsonValue };

/** Every action of every user is one of these (Decree 65 para. 13 (з)). */
export type JournalAction =
  | 'participant.registered'
  | 'participant.suspended' // para. 17 (б)
  | 'participant.resumed'
  | 'participant.terminated' // para. 22
  | 'access-events.read' // para. 13 (к)
  | 'delegation.granted' // para. 32
  | 'delegation.revoked'
  | 'delegation.read'
  | 'session.opened'
  | 'session.read' // who am I, and how long yet
  | 'session.acting' // the account in which the session acts from now on
  | 'session.closed'
  | 'session.link-issued'
  | 'session.refused'
  | 'sessions.forgotten' // what is left of those that have ended, by the service
  | 'contract.registered'
  | 'contract.changed'
  | 'contract.read'
  | 'document.received'
  | 'document.placed'
  | 'document.sent'
  | 'document.delivered' // what was sent has arrived in the addressee's account
  | 'document.refused'
  | 'document.quarantined'
  | 'document.erased' // its term has ended: the keys of its files are destroyed
  | 'retention.set' // the store of documents is told until when to keep them, by the service
  | 'quarantine.proposed' // one operator says what should become of it
  | 'quarantine.decided' // another one has said the same
  | 'request.arrived' // of currency control, in the trader's account
  | 'request.read'
  | 'document.read'
  | 'documents.retrieved'
  | 'addressees.read'
  | 'access.denied'
  | 'action.refused' // tried, and refused for another reason than access
  | 'action.repeated' // done before: the same answer was given again
  | 'evidence.issued'
  | 'verification.made'
  | 'key.replaced' // of the log or the seal: announced under the old one
  | 'key.compromised'
  | 'entry.erased'
  | 'store.repaired'; // from another copy, by the operator

/** Who acted; the operator's own process acts as `system`. */
export interface Actor {
  readonly participant: string;
  readonly authentication: string;
  /** The account in which `participant` acted, and the delegation that let it. */
  readonly onBehalfOf?: string;
  readonly delegation?: string;
  readonly person?: string;
  readonly certificate?: string;
}

/** An action that is committed but has neither index nor legal time yet. */
export interface PendingEntry {
  readonly id: string;
  readonly action: JournalAction;
  readonly actor: Actor;
  /** Id of the requirement that the entry keeps, e.g. `D65-24`. */
  readonly paragraph: string;
  readonly content: Readonly<Record<string, JsonValue | undefined>>;
  /** A receipt is made for this entry. */
  readonly receipt: boolean;
}

/** A sequenced entry. `bytes` is the canonical entry; the leaf commits to SHA-256(salt ‖ bytes). */
export interface SequencedEntry {
  readonly id: string;
  readonly index: number;
  /** ISO 8601 UTC with milliseconds: the legal moment. */
  readonly time: string;
  readonly action: JournalAction;
  readonly bytes: Uint8Array;
  readonly salt: Uint8Array;
  readonly leafHash: Uint8Array;
  /** Present: `bytes` and `salt` are lawfully gone (empty), and the log holds what they were committed by. */
  readonly erased?: ErasedEntry;
}

export interface ErasedEntry {
  /** SHA-256(salt ‖ bytes), 32 octets. */
  readonly commitment: Uint8Array;
  /** Id of the entry that says who erased it and on what ground. */
  readonly by: string;
}

/** A signed head of the log: C2SP checkpoint note and the operator's CMS seal over the note's text. */
export interface SignedHead {
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
  readonly seal: Uint8Array;
}
