import type { PlacedVersion } from '../model/document.ts';
import type { Principal } from '../model/participant.ts';
import { VaultError } from '../vault-error.ts';
import type { ReadingPorts } from './reading-ports.ts';
import { recordReading } from './record-reading.ts';
import { type FoundVersion, requireVersion } from './require-version.ts';

/** What of a version is taken out. */
export type VersionPart = 'content' | 'signature' | 'report';

export interface ReadVersionRequest {
  readonly principal: Principal;
  readonly documentId: string;
  readonly number: number;
  readonly part: VersionPart;
  /** Which of its signatures, from 1; said where one is meant. */
  readonly signature?: number;
  /** Told that the bytes may be had, while the journal takes the entry: what takes time may begin, nothing may go out. */
  readonly granted?: (version: PlacedVersion) => void;
}

/**
 * The record of a version whose bytes the principal may have; who took what is in the journal (para. 13 (з))
 * before a byte goes out. Rejects with VaultError `not-found`, `denied`.
 */
export async function readVersion(
  request: ReadVersionRequest,
  ports: ReadingPorts,
): Promise<FoundVersion> {
  const { principal, documentId, number, part, signature } = request;
  const action = 'document.read';
  const asked = { part, ...(signature === undefined ? {} : { signature }) };
  const found = await requireVersion({ principal, action, documentId, number, asked }, ports);
  const { file, signatures } = found.version;
  if (signature !== undefined && signatures[signature - 1] === undefined) {
    throw new VaultError({ code: 'not-found', what: 'signature' });
  }
  const content = { document: documentId, version: number, ...asked, sha256: file.sha256 };
  request.granted?.(found.version);
  await recordReading(principal, action, content, ports);
  return found;
}
