import { access, readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { MANIFEST_NAME } from '../../formats/evidence/manifest.ts';
import { type FileKind, fileKind } from '../files/file-kind.ts';
import { openFileSource } from './file-source.ts';

/** What `okno verify FILE` is asked to judge. */
export type Task =
  | { readonly kind: 'signature'; readonly signature: string; readonly content?: string }
  | {
      readonly kind: 'receipt';
      readonly file: string;
      /** What came later about it, found beside it. */
      readonly supplements: readonly string[];
    }
  | { readonly kind: 'package'; readonly file: string };

/** Extensions under which signatures of a document lie beside it. */
const SIGNATURE_EXTENSIONS: ReadonlySet<string> = new Set(['.p7s', '.sig', '.sgn']);

/**
 * The tasks for one FILE. A document with signatures beside it (`contract.pdf`, `contract.pdf.sig`,
 * `contract.pdf.2.sig`) gives one for each; names only choose what is read, never what is believed.
 */
export async function findTasks(file: string, content: string | undefined): Promise<Task[]> {
  if (content !== undefined) return [{ kind: 'signature', signature: file, content }];
  const kind = await kindOf(file);
  const extension = extname(file).toLowerCase();
  if (kind === 'signature' && SIGNATURE_EXTENSIONS.has(extension)) {
    const document = await documentOf(file);
    return [{ kind, signature: file, ...(document ? { content: document } : {}) }];
  }
  const beside = await signaturesBeside(file);
  if (beside.length > 0) {
    const signatures = beside.map(
      (signature) => ({ kind: 'signature', signature, content: file }) as const,
    );
    return [...(await evidenceTasks(file, kind)), ...signatures];
  }
  if (kind === 'package') return [{ kind, file }];
  if (kind === 'receipt' || supplementExtension(file) !== undefined) {
    return [await receiptTask(file)];
  }
  return [{ kind: 'signature', signature: file }];
}

// What the system refuses to read is refused again, and said, where it is judged.
async function kindOf(file: string): Promise<FileKind> {
  try {
    await using source = await openFileSource(file);
    return await fileKind(source);
  } catch {
    return 'signature';
  }
}

const SUPPLEMENT_EXTENSIONS = ['.time-stamp.json', '.cosignature.json'];

const supplementExtension = (name: string) =>
  SUPPLEMENT_EXTENSIONS.find((extension) => name.toLowerCase().endsWith(extension));

/** `receipt.json` with `receipt.time-stamp.json` and the like beside it, by whichever name it was asked for. */
async function receiptTask(name: string): Promise<Task> {
  const asked = supplementExtension(name);
  const receipt = asked === undefined ? name : `${name.slice(0, -asked.length)}.json`;
  const file = (await exists(receipt)) ? receipt : name;
  const stem = file.slice(0, -extname(file).length);
  const supplements: string[] = [];
  for (const extension of SUPPLEMENT_EXTENSIONS) {
    const supplement = `${stem}${extension}`;
    if (supplement !== file && (await exists(supplement))) supplements.push(supplement);
  }
  return { kind: 'receipt', file, supplements };
}

/**
 * A signature that somebody laid beside evidence must not stand in for the evidence. What the system refuses to
 * read here it refuses again where it is judged, and that is then the answer.
 */
async function evidenceTasks(file: string, kind: FileKind): Promise<Task[]> {
  const extension = extname(file).toLowerCase();
  const archive = kind === 'package' || extension === '.zip';
  if (archive && (await isPackage(file).catch(() => true))) return [{ kind: 'package', file }];
  if (kind === 'receipt') return [await receiptTask(file)];
  return [];
}

/** Octets at the end of an archive in which its directory lies, 20 000 entries of a package included. */
const DIRECTORY_SIZE = 8 * 1024 * 1024;

// By the name alone: a package that is damaged otherwise must still be judged as one.
async function isPackage(file: string): Promise<boolean> {
  await using source = await openFileSource(file);
  const start = Math.max(0, source.size - DIRECTORY_SIZE);
  const end = await source.read(start, source.size - start);
  return Buffer.from(end.buffer, end.byteOffset, end.length).includes(MANIFEST_NAME);
}

async function documentOf(signature: string): Promise<string | undefined> {
  const document = signature.slice(0, -extname(signature).length);
  for (const candidate of [document, document.replace(/\.\d+$/, '')]) {
    if (candidate !== signature && (await exists(candidate))) return candidate;
  }
  return undefined;
}

async function signaturesBeside(document: string): Promise<string[]> {
  const folder = dirname(document);
  const name = basename(document);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((other) => {
      const extension = extname(other);
      if (!SIGNATURE_EXTENSIONS.has(extension.toLowerCase())) return false;
      const stem = other.slice(0, -extension.length);
      return stem === name || (stem.startsWith(name) && /^\.\d+$/.test(stem.slice(name.length)));
    })
    .sort()
    .map((other) => join(folder, other));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
