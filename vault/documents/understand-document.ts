import { type ByteSource, readAll } from '../../formats/byte-source.ts';
import {
  readUniversalDocument,
  UNIVERSAL_DOCUMENT_LIMITS,
} from '../../formats/fns/read-universal-document.ts';
import type { UniversalDocument } from '../../formats/fns/universal-document.ts';
import { FormatError } from '../../formats/format-error.ts';

/**
 * What the vault understands of a document's content, for comparing only: the octets stay as they came, and a
 * document that cannot be read is as good as any other.
 */
export async function understandDocument(
  source: ByteSource,
): Promise<UniversalDocument | undefined> {
  const limit = UNIVERSAL_DOCUMENT_LIMITS.octets;
  if (source.size > limit || !startsAsXml(await source.read(0, 8))) return undefined;
  try {
    return readUniversalDocument(await readAll(source, limit));
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** `<` after an optional byte order mark: whatever else a document is, it is not read whole for this. */
function startsAsXml(start: Uint8Array): boolean {
  const marked = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf;
  return start[marked ? 3 : 0] === 0x3c;
}
