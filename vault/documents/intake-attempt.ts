import type { Contract } from '../model/contract.ts';
import type { DocumentRecord } from '../model/document.ts';
import type { Participant } from '../model/participant.ts';
import type { OnceRequest } from '../once.ts';
import type { DocumentDescription, IntakeRequest } from './intake-request.ts';
import type { StagedParts } from './stage-parts.ts';

/** Where a document goes, once it is known that the principal may put it there. */
export interface Place {
  readonly owner: Participant;
  readonly contract: Contract;
  readonly target:
    | { readonly kind: 'new'; readonly description: DocumentDescription }
    | { readonly kind: 'version'; readonly document: DocumentRecord };
}

/** A request that is authorised and taken in, not yet judged. */
export interface Attempt {
  readonly request: IntakeRequest;
  readonly place: Place;
  readonly parts: StagedParts;
  readonly once: OnceRequest;
}
