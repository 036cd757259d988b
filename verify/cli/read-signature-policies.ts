import { basename } from 'node:path';
import type { SignaturePolicyDocument } from '../process/validation-input.ts';
import { openFileSource } from './file-source.ts';
import { filesOf } from './read-material.ts';
import { fileError } from './require-file.ts';
import { UsageError } from './verify-options.ts';

const OPTION = '--signature-policy';
/** Octets of one document: a text with pictures, not an archive. */
const DOCUMENT_LIMIT = 16 * 1024 * 1024;

/** `OID=PATH`, or a path whose files may be called by their OID: `1.2.643.100.113.1.pdf`. */
const NAMED = /^([0-2](?:\.\d+)+)=(.+)$/s;
const FILE_NAME = /^([0-2](?:\.\d+)+)(?:\.[a-z][a-z0-9]*)?$/i;

/** One word of the option: the path, and the OID where it is said. */
export function documentWord(word: string): { readonly id?: string; readonly path: string } {
  const [, id, path = word] = NAMED.exec(word) ?? [];
  return id === undefined ? { path } : { id, path };
}

/** The documents of `--signature-policy`, files or folders. Throws UsageError. */
export async function readSignaturePolicies(
  words: readonly string[],
  cwd: string,
): Promise<readonly SignaturePolicyDocument[]> {
  const documents: SignaturePolicyDocument[] = [];
  for (const word of words) {
    const { id: given, path } = documentWord(word);
    for (const file of await filesOf(OPTION, path, cwd)) {
      const name = basename(file);
      const id = given ?? FILE_NAME.exec(name)?.[1];
      const octets = await readDocument(file);
      documents.push({ name, octets, ...(id === undefined ? {} : { id }) });
    }
  }
  return documents;
}

async function readDocument(file: string): Promise<Uint8Array> {
  let size: number;
  try {
    await using source = await openFileSource(file);
    size = source.size;
    if (size <= DOCUMENT_LIMIT) return await source.read(0, size);
  } catch (error) {
    throw fileError(OPTION, file, error);
  }
  throw new UsageError({
    ru: `${OPTION}: в «${file}» ${size} байт, больше допустимых ${DOCUMENT_LIMIT}. Укажите сам документ политики подписи.`,
    en: `${OPTION}: “${file}” has ${size} octets, over the limit of ${DOCUMENT_LIMIT}. Give the signature policy’s document.`,
  });
}
