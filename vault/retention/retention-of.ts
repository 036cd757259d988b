import { legalDate } from '../../formats/evidence/legal-date.ts';
import type { Metadata } from '../ports/metadata.ts';
import { keepUntil, type Retention } from './keep-until.ts';

/**
 * Until when a document must be kept, by every revision of its contract that the journal has; undefined: there is no
 * such document, or the journal has no revision yet.
 */
export async function retentionOf(
  documentId: string,
  now: Date,
  metadata: Pick<Metadata, 'document' | 'contractRevisions'>,
): Promise<Retention | undefined> {
  const document = await metadata.document(documentId);
  const told = document === undefined ? [] : await metadata.contractRevisions(document.contractId);
  if (told.length === 0) return undefined;
  return keepUntil(
    told.map(({ contract }) => contract),
    legalDate(now),
  );
}

/** The last day is over in Moscow, and nothing that is still to be learnt could move it on. */
export function isOver({ keepUntil: last, provisional }: Retention, now: Date): boolean {
  return last !== null && !provisional && last < legalDate(now);
}
