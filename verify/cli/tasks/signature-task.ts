import { type ByteSource, bytesSource, sameOctets } from '../../../formats/byte-source.ts';
import { attachedContent } from '../../../formats/cms/attached-content.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { isSignedMessage, readSignedMessage } from '../../../formats/mime/signed-message.ts';
import { looksLikeXml } from '../../process/xml/looks-like-xml.ts';
import { withFileSource } from '../file-source.ts';
import { type Folder, pathIn } from './folder.ts';
import { onlyDocument } from './only-document.ts';
import type { Task } from './task.ts';

/**
 * The signature in a file that bears the name of one, with its document. A detached signature is of the document
 * that its name tells; what a signature carries is what it signs, whatever lies beside it.
 */
export async function signatureTask(name: string, folder: Folder): Promise<Task> {
  const signature = pathIn(folder, name);
  const [document, ...others] = folder.pairs.documentsOf(name);
  if (document === undefined) return { kind: 'signature', signature };
  const documents = [document, ...others] as const;
  const carried = await carriedBy(signature, documents, folder);
  if (carried !== undefined) return { kind: 'signature', signature, ...carried };
  const found = onlyDocument({ file: signature, documents, several: 'several-documents' }, folder);
  return typeof found === 'string' ? { kind: 'signature', signature, content: found } : found;
}

/** Where a signature carries its content: which document beside it is the same, or should be by its whole name. */
type Carried = Pick<Extract<Task, { kind: 'signature' }>, 'content' | 'another'>;

/** Undefined for a detached signature. */
function carriedBy(
  signature: string,
  documents: readonly string[],
  folder: Folder,
): Promise<Carried | undefined> {
  return withFileSource(signature, undefined, async (source) => {
    const carried = await contentInside(source).catch((error: unknown) => {
      if (error instanceof FormatError) return undefined; // said where it is judged
      throw error;
    });
    if (carried === undefined) return undefined;
    for (const document of documents) {
      if (folder.refusal(document) !== undefined) continue;
      const content = pathIn(folder, document);
      const same = await withFileSource(
        content,
        undefined,
        async (beside) => carried !== 'itself' && sameOctets(carried, beside),
      );
      if (same) return { content };
      // `contract.pdf.sig` seems to be of `contract.pdf`; `letter.sig` may be a letter of its own.
      if (same === false && signature.startsWith(`${content}.`)) return { another: content };
    }
    return {};
  });
}

/** What the file carries of what it signs: for XML itself, of which the signature is a part. */
async function contentInside(source: ByteSource): Promise<ByteSource | 'itself' | undefined> {
  if (await isSignedMessage(source)) {
    const { signature, content } = await readSignedMessage(source);
    return content === undefined
      ? attachedContent(bytesSource(signature))
      : bytesSource(content.octets);
  }
  if (!(await looksLikeXml(source))) return attachedContent(source);
  const { signsOnlyItself } = await import('../../process/xml/read-xml-signatures.ts');
  return (await signsOnlyItself(source)) ? 'itself' : undefined;
}
