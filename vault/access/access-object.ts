import type { Contract } from '../model/contract.ts';
import type { DelegationRecord } from '../model/delegation.ts';
import type { Category, DocumentRecord, VersionState } from '../model/document.ts';
import type { ParticipantKind, TerminationCause } from '../model/participant.ts';
import type { RequestRecord } from '../model/request.ts';
import type { SendingRecord } from '../model/sending.ts';

/** What an action is done to. */
export type AccessObject =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'participant';
      readonly participantId: string;
      /** Where its access is what is changed. */
      readonly participantKind?: ParticipantKind;
      readonly cause?: TerminationCause;
    }
  | {
      readonly kind: 'delegation';
      readonly delegation: DelegationRecord;
      /** Whether it opens anything now; said where it is to be used. */
      readonly inForce?: boolean;
    }
  | {
      readonly kind: 'contract';
      readonly contract: Contract;
      /** Of the document that is to be placed. */
      readonly category?: Category;
    }
  | {
      readonly kind: 'document';
      readonly contract: Contract;
      readonly document: DocumentRecord;
      /** Where one version is meant. */
      readonly state?: VersionState;
      /** Participants to whom that version was sent; where no version is meant, any of them. */
      readonly sentTo?: readonly string[];
      /** Those of them to whom it was sent on their request. */
      readonly askedBy?: readonly string[];
      /** Its files are for nobody: see sealed-content.ts. */
      readonly sealed?: boolean;
    }
  | {
      readonly kind: 'sending';
      readonly document: DocumentRecord;
      readonly sending: SendingRecord;
    }
  | { readonly kind: 'request'; readonly request: RequestRecord }
  | {
      /** An evidence package that was issued: in whose account, and under which delegation. */
      readonly kind: 'package';
      readonly participantId: string;
      readonly delegation?: string;
    }
  | { readonly kind: 'unk'; readonly unk: string };
