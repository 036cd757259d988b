import { extname } from 'node:path';
import { readAll } from '../../../formats/byte-source.ts';
import { parseSignedData } from '../../../formats/cms/parse-signed-data.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { parseOcspResponse } from '../../../formats/ocsp/parse-ocsp-response.ts';
import { certificatesIn, crlsIn } from '../../../formats/x509/certificate-files.ts';
import { type ContentKind, contentKind, namesManifest } from '../../files/content-kind.ts';
import type { NotJudged } from '../../report/not-judged.ts';
import { type FileSource, openFileSource } from '../file-source.ts';
import { type Folder, pathIn } from './folder.ts';
import { isSignatureName } from './pair-names.ts';
import { receiptTask, supplementOf } from './receipt-task.ts';
import type { Task } from './task.ts';

/**
 * What is to be judged in a file itself: signatures inside it, or the signature that it is, with its document.
 * Nothing for a plain document.
 */
export async function tasksOfFile(name: string, folder: Folder): Promise<Task[]> {
  const file = pathIn(folder, name);
  const kind = await kindOf(file);
  switch (kind) {
    case 'package':
      return [{ kind, file }];
    case 'receipt':
      return [receiptTask(name, folder)];
    case 'container':
      return [notJudged(file, { code: 'signed-container' })];
    case 'signed-pdf':
      return [notJudged(file, { code: 'pdf-signature' })];
    case 'archive':
    case 'other':
    case 'cms':
    case 'signed-xml':
    case 'unreadable':
      if (supplementOf(name) !== undefined) return [receiptTask(name, folder)];
      // No signature of any form is a ZIP: its reader tells what is missing.
      if (isSignatureName(name) && kind === 'archive') return [{ kind: 'package', file }];
      if (isSignatureName(name)) return [await signatureTask(name, folder)];
      if (kind === 'archive' || kind === 'other') return [];
      return [{ kind: 'signature', signature: file }];
  }
}

/** For a file that was asked for by name and that nothing signs: an archive may have been meant as a package. */
export async function unsignedOrPackage(file: string): Promise<Task> {
  return (await kindOf(file)) === 'archive' ? { kind: 'package', file } : unsigned(file);
}

/** Told of a document that nothing signs, inside or beside it. */
export async function unsigned(file: string): Promise<Task> {
  const code = (await isValidationData(file)) ? 'validation-data' : 'no-signature';
  return notJudged(file, { code });
}

export function notJudged(file: string, why: NotJudged): Task {
  return { kind: 'not-judged', file, ...why };
}

/** What the system refuses to read is refused again, and said, where it is judged. */
async function kindOf(file: string): Promise<ContentKind | 'unreadable'> {
  return withSource(file, 'unreadable', async (source) => {
    const kind = await contentKind(source);
    // Damaged at its beginning it still is no plain document.
    const damaged = kind === 'other' && extname(file).toLowerCase() === '.zip';
    return damaged && (await namesManifest(source)) ? 'package' : kind;
  });
}

async function signatureTask(name: string, folder: Folder): Promise<Task> {
  const signature = pathIn(folder, name);
  const documents = folder.pairs.documentsOf(name);
  const [document] = documents;
  if (document === undefined) return { kind: 'signature', signature };
  // `letter.p7m` is a letter of its own, whatever `letter.docx` beside it is.
  const alike = extname(name).toLowerCase() === '.p7m' && !name.startsWith(`${document}.`);
  if (alike && (await carriesContent(signature))) return { kind: 'signature', signature };
  if (documents.length > 1) {
    return notJudged(signature, { code: 'several-documents', names: documents });
  }
  const refusal = folder.refusal(document);
  if (refusal !== undefined) {
    const code = refusal === 'folder' ? 'not-a-file' : refusal;
    return notJudged(signature, { code, names: [document] });
  }
  return { kind: 'signature', signature, content: pathIn(folder, document) };
}

async function carriesContent(file: string): Promise<boolean> {
  return withSource(file, false, async (source) => {
    try {
      return (await parseSignedData(source)).content !== undefined;
    } catch (error) {
      if (error instanceof FormatError) return false; // said where it is judged
      throw error;
    }
  });
}

/** Octets up to which a file is looked at for being a certificate, a list or a response: to say so, no more. */
const MATERIAL_LIMIT = 1024 * 1024;

function isValidationData(file: string): Promise<boolean> {
  return withSource(file, false, async (source) => {
    if (source.size > MATERIAL_LIMIT) return false;
    const octets = await readAll(source, MATERIAL_LIMIT);
    return (
      reads(() => certificatesIn(octets).length > 0) ||
      reads(() => crlsIn(octets).length > 0) ||
      reads(() => parseOcspResponse(octets) !== undefined)
    );
  });
}

function reads(parse: () => boolean): boolean {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

async function withSource<T>(
  file: string,
  unreadable: T,
  use: (source: FileSource) => Promise<T>,
): Promise<T> {
  let source: FileSource;
  try {
    source = await openFileSource(file);
  } catch {
    return unreadable;
  }
  try {
    return await use(source);
  } finally {
    await source[Symbol.asyncDispose]();
  }
}
