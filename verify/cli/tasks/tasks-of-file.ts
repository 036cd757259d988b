import { basename, extname } from 'node:path';
import { readAll } from '../../../formats/byte-source.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { parseOcspResponse } from '../../../formats/ocsp/parse-ocsp-response.ts';
import { certificatesIn, crlsIn } from '../../../formats/x509/certificate-files.ts';
import { type ContentKind, contentKind, namesManifest } from '../../files/content-kind.ts';
import { withFileSource } from '../file-source.ts';
import { type Folder, pathIn } from './folder.ts';
import { isSignatureName, isTimeStampName } from './pair-names.ts';
import { receiptTask, supplementOf } from './receipt-task.ts';
import { signatureTask } from './signature-task.ts';
import { notJudged, type Task } from './task.ts';
import { timeStampTask } from './time-stamp-task.ts';

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
    case 'time-stamp':
    case 'message':
    case 'cms':
    case 'signed-xml':
    case 'unreadable':
      if (isTimeStamp(name, kind)) return [timeStampTask(name, folder)];
      if (supplementOf(name) !== undefined) return [receiptTask(name, folder)];
      // No signature of any form is a ZIP: its reader tells what is missing.
      if (isSignatureName(name) && kind === 'archive') return [{ kind: 'package', file }];
      if (isSignatureName(name)) return [await signatureTask(name, folder)];
      if (kind === 'archive' || kind === 'other') return [];
      return [{ kind: 'signature', signature: file }];
  }
}

/** By its content; by its name where that says nothing: its reader tells what is wrong with it. */
function isTimeStamp(name: string, kind: ContentKind | 'unreadable'): boolean {
  return kind === 'time-stamp' || (kind === 'other' && isTimeStampName(name));
}

/** What is judged where the user says what the document is. */
export async function taskWithContent(file: string, content: string): Promise<Task> {
  return isTimeStamp(file, await kindOf(file))
    ? { kind: 'time-stamp', file, content }
    : { kind: 'signature', signature: file, content };
}

/** For a file that was asked for by name and that nothing signs: an archive may have been meant as a package. */
export async function unsignedOrPackage(file: string, beside: readonly Task[] = []): Promise<Task> {
  return (await kindOf(file)) === 'archive' ? { kind: 'package', file } : unsigned(file, beside);
}

/** Told of a document that nothing signs, inside or beside it: a time-stamp is no signature. */
export async function unsigned(file: string, beside: readonly Task[] = []): Promise<Task> {
  const stamps = beside.flatMap((task) =>
    task.kind === 'time-stamp' ? [basename(task.file)] : [],
  );
  if (stamps.length > 0) return notJudged(file, { code: 'only-time-stamp', names: stamps });
  const code = (await isValidationData(file)) ? 'validation-data' : 'no-signature';
  return notJudged(file, { code });
}

/** What the system refuses to read is refused again, and said, where it is judged. */
async function kindOf(file: string): Promise<ContentKind | 'unreadable'> {
  return withFileSource(file, 'unreadable', async (source) => {
    const kind = await contentKind(source);
    // Damaged at its beginning it still is no plain document.
    const damaged = kind === 'other' && extname(file).toLowerCase() === '.zip';
    return damaged && (await namesManifest(source)) ? 'package' : kind;
  });
}

/** Octets up to which a file is looked at for being a certificate, a list or a response: to say so, no more. */
const MATERIAL_LIMIT = 1024 * 1024;

function isValidationData(file: string): Promise<boolean> {
  return withFileSource(file, false, async (source) => {
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
