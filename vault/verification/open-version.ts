import { type SignedFile, signedFile } from '../documents/signed-file.ts';
import type { StoredFile, VersionRecord } from '../model/document.ts';
import type { Blobs } from '../ports/blobs.ts';

/** A stored file, opened for judging. */
export interface KeptFile extends SignedFile {
  readonly stored: StoredFile;
}

export interface OpenVersion {
  readonly document: KeptFile;
  /** Those beside the document: an attached signature is the document itself. */
  readonly signatures: readonly KeptFile[];
  readonly close: () => Promise<void>;
}

/** The files of a version as the judges take them; the caller closes them. */
export async function openVersion(
  { file, signatures }: Pick<VersionRecord, 'file' | 'signatures'>,
  blobs: Blobs,
): Promise<OpenVersion> {
  const closing: (() => Promise<void>)[] = [];
  const close = async () => void (await Promise.all(closing.map((each) => each())));
  const open = async (part: string, stored: StoredFile): Promise<KeptFile> => {
    const source = await blobs.open(stored.id);
    closing.push(() => source.close());
    const { fileName: name, sha256 } = stored;
    return { ...signedFile({ part, name, sha256, source }), stored };
  };
  try {
    const document = await open('document', file);
    const beside: KeptFile[] = [];
    for (const each of signatures) {
      if (each.file.id === file.id) continue;
      beside.push(await open(`signature ${beside.length + 1}`, each.file));
    }
    return { document, signatures: beside, close };
  } catch (error) {
    await close();
    throw error;
  }
}
