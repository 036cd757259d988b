import type { Action } from '../access/action.ts';
import { openingDocument } from '../access/opening-revision.ts';
import { requireAccess } from '../access/require-access.ts';
import type { DocumentRecord, PlacedVersion } from '../model/document.ts';
import type { JsonValue } from '../model/journal.ts';
import type { Principal } from '../model/participant.ts';
import { VaultError } from '../vault-error.ts';
import { findDocument } from './describe-documents.ts';
import type { ReadingPorts } from './reading-ports.ts';

export interface VersionRequest {
  readonly principal: Principal;
  readonly action: Action;
  readonly documentId: string;
  readonly number: number;
  /** What else was asked for, for the journal. */
  readonly asked?: Readonly<Record<string, JsonValue>>;
}

export interface FoundVersion {
  readonly document: DocumentRecord;
  readonly version: PlacedVersion;
}

/** The version, when the principal may do the action to it; else VaultError `not-found` or `denied`, journalled. */
export async function requireVersion(
  { principal, action, documentId, number, asked }: VersionRequest,
  ports: Pick<ReadingPorts, 'metadata' | 'newId'>,
): Promise<FoundVersion> {
  const found = await findDocument(documentId, ports);
  const versions = found === undefined ? [] : await ports.metadata.versionsOf(documentId);
  const version = versions.find((each) => each.number === number);
  const object = found && version && openingDocument(principal, action, found, version);
  const all = { document: documentId, version: number, ...asked };
  await requireAccess({ principal, action, what: 'version', object, asked: all }, ports);
  if (found === undefined || version === undefined) {
    throw new VaultError({ code: 'not-found', what: 'version' });
  }
  return { document: found.document, version };
}
