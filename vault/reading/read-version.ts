import { openingDocument } from '../access/opening-revision.ts';
import { requireAccess } from '../access/require-access.ts';
import type { DocumentRecord, PlacedVersion } from '../model/document.ts';
import type { Principal } from '../model/participant.ts';
import { VaultError } from '../vault-error.ts';
import { findDocument } from './describe-documents.ts';
import type { ReadingPorts } from './reading-ports.ts';
import { recordReading } from './record-reading.ts';

/** What of a version is taken out. */
export type VersionPart = 'content' | 'signature' | 'report' | 'evidence';

export interface ReadVersionRequest {
  readonly principal: Principal;
  readonly documentId: string;
  readonly number: number;
  readonly part: VersionPart;
}

export interface ReadVersion {
  readonly document: DocumentRecord;
  readonly version: PlacedVersion;
}

/**
 * The record of a version whose bytes the principal may have; who took what is in the journal (para. 13 (з))
 * before a byte goes out. Rejects with VaultError `not-found`, `denied`.
 */
export async function readVersion(
  request: ReadVersionRequest,
  ports: ReadingPorts,
): Promise<ReadVersion> {
  const { principal, documentId, number, part } = request;
  const found = await findDocument(documentId, ports);
  const versions = found === undefined ? [] : await ports.metadata.versionsOf(documentId);
  const version = versions.find((each) => each.number === number);
  const action = 'document.read';
  const object = found && version && openingDocument(principal, action, found, version);
  const asked = { document: documentId, version: number, part };
  const what = 'version';
  await requireAccess({ principal, action, what, object, asked }, ports);
  if (found === undefined || version === undefined) {
    throw new VaultError({ code: 'not-found', what });
  }
  const content = { ...asked, sha256: version.file.sha256 };
  await recordReading(principal, 'document.read', content, ports);
  return { document: found.document, version };
}
