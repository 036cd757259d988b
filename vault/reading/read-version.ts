import type { PlacedVersion } from '../model/document.ts';
import type { Principal } from '../model/participant.ts';
import type { ReadingPorts } from './reading-ports.ts';
import { recordReading } from './record-reading.ts';
import { type FoundVersion, requireVersion } from './require-version.ts';

/** What of a version is taken out. */
export type VersionPart = 'content' | 'signature' | 'report' | 'evidence';

export interface ReadVersionRequest {
  readonly principal: Principal;
  readonly documentId: string;
  readonly number: number;
  readonly part: VersionPart;
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
  const { principal, documentId, number, part } = request;
  const action = 'document.read';
  const found = await requireVersion(
    { principal, action, documentId, number, asked: { part } },
    ports,
  );
  const { sha256 } = found.version.file;
  const content = { document: documentId, version: number, part, sha256 };
  request.granted?.(found.version);
  await recordReading(principal, action, content, ports);
  return found;
}
