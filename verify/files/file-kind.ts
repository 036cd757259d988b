import type { ByteSource } from '../../formats/byte-source.ts';
import { looksLikeReceipt, RECEIPT_LIMIT } from '../../formats/evidence/receipt.ts';

export type FileKind = 'signature' | 'receipt' | 'package';

// APPNOTE.TXT §4.3.7: local file header.
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/**
 * Which reader a file is for, by its first octets and never by its name. A guess: the reader judges every
 * octet itself, and what is neither receipt nor package is read as a signature.
 */
export async function fileKind(source: ByteSource): Promise<FileKind> {
  const start = await source.read(0, 64);
  if (looksLikeReceipt(start) && source.size <= RECEIPT_LIMIT) return 'receipt';
  return ZIP.every((octet, at) => start[at] === octet) ? 'package' : 'signature';
}
