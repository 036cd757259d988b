import type { DocumentRecord, PlacedVersion } from '../model/document.ts';
import type { Participant } from '../model/participant.ts';
import type { Metadata } from '../ports/metadata.ts';

/** Nothing can be decided yet; the job comes back. */
export class StillPending extends Error {
  override readonly name = 'StillPending';
}

/** A version that is received and not decided, with all that its judging asks for. */
export interface Waiting {
  readonly owner: Participant;
  readonly document: DocumentRecord;
  readonly version: PlacedVersion;
}

/** Undefined: it waits no longer. Throws StillPending while the journal has not fixed its receipt: the job comes back. */
export async function findWaiting(
  documentId: string,
  number: number,
  { metadata }: { readonly metadata: Metadata },
): Promise<Waiting | undefined> {
  const document = await metadata.document(documentId);
  const owner = document && (await metadata.participant(document.ownerId));
  const versions = await metadata.versionsOf(documentId);
  const version = versions.find((each) => each.number === number);
  if (document === undefined || owner === undefined || version === undefined) {
    throw new StillPending(`version ${number} of document ${documentId} is not in the journal yet`);
  }
  return version.state === 'pending' ? { owner, document, version } : undefined;
}
