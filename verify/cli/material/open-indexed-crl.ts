import { createHash } from 'node:crypto';
import { pieces } from '../../../formats/byte-source.ts';
import { parseLargeCrl } from '../../../formats/x509/parse-large-crl.ts';
import { type IndexedCrl, indexCrl } from '../../revocation/crl-index.ts';
import type { IndexFolder } from './index-folder.ts';
import { unchangedFile } from './unchanged-file.ts';

/** From this size on a CRL stays on the disk: some hundred thousand entries. */
export const LARGE_CRL = 16 * 1024 * 1024;

/**
 * A CRL in DER that is read in pieces, with its index: made once, found again by the digest of the file. Rejects
 * with FormatError, FileChangedError and errors of the file system.
 */
export async function openIndexedCrl(path: string, indexes: IndexFolder): Promise<IndexedCrl> {
  const source = await unchangedFile(path);
  const crl = await parseLargeCrl(source);
  const digest = createHash('sha256');
  for await (const piece of pieces(source)) digest.update(piece);
  const sha256 = digest.digest('hex');
  const known = await indexes.read(sha256);
  if (known !== undefined) return { ...crl, index: known, sha256 };
  const index = await indexCrl(crl);
  await indexes.write(sha256, index);
  return { ...crl, index, sha256 };
}
