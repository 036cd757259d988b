import { TAG } from '../../../formats/asn1/tags.ts';
import type { Crl } from '../../../formats/x509/crl.ts';
import type { Evidence } from '../../process/evidence.ts';
import type { IndexedCrl } from '../../revocation/crl-index.ts';
import { openFile, readAt } from '../open-file.ts';
import type { IndexFolder } from './index-folder.ts';
import { LARGE_CRL, openIndexedCrl } from './open-indexed-crl.ts';

/** The CRL of a file that is too large for memory; undefined for any other file. */
export async function largeCrlIn(
  path: string,
  indexes: IndexFolder,
): Promise<readonly [IndexedCrl] | undefined> {
  return (await isLargeDer(path)) ? [await openIndexedCrl(path, indexes)] : undefined;
}

/** PEM and base64 are text: they are decoded whole. */
async function isLargeDer(path: string): Promise<boolean> {
  const { handle, size } = await openFile(path);
  try {
    if (size < LARGE_CRL) return false;
    const [first] = await readAt(handle, 0, 1);
    return first === TAG.sequence;
  } finally {
    await handle.close();
  }
}

/** As evidence has them: those in memory, and those on the disk. */
export function crlEvidence(
  crls: readonly (Crl | IndexedCrl)[],
): Pick<Evidence, 'crls' | 'indexedCrls'> {
  const indexedCrls = crls.filter((crl) => 'index' in crl);
  return {
    crls: crls.filter((crl) => 'entries' in crl),
    ...(indexedCrls.length === 0 ? {} : { indexedCrls }),
  };
}
