import { access, readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** What `okno verify FILE` is asked to judge, seen from the names alone. */
export type Task =
  | { readonly kind: 'signature'; readonly signature: string; readonly content?: string }
  | { readonly kind: 'receipt'; readonly file: string }
  | { readonly kind: 'package'; readonly file: string };

/** Extensions under which signatures of a document lie beside it. */
const SIGNATURE_EXTENSIONS: ReadonlySet<string> = new Set(['.p7s', '.sig', '.sgn']);

/**
 * The tasks for one FILE. A document with signatures beside it (`contract.pdf`, `contract.pdf.sig`,
 * `contract.pdf.2.sig`) gives one for each; names only choose what is read, never what is believed.
 */
export async function findTasks(file: string, content: string | undefined): Promise<Task[]> {
  if (content !== undefined) return [{ kind: 'signature', signature: file, content }];
  const extension = extname(file).toLowerCase();
  if (SIGNATURE_EXTENSIONS.has(extension)) {
    const document = await documentOf(file);
    return [{ kind: 'signature', signature: file, ...(document ? { content: document } : {}) }];
  }
  const beside = await signaturesBeside(file);
  if (beside.length > 0) {
    return beside.map((signature) => ({ kind: 'signature', signature, content: file }));
  }
  if (extension === '.zip') return [{ kind: 'package', file }];
  if (extension === '.json') return [{ kind: 'receipt', file }];
  return [{ kind: 'signature', signature: file }];
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
