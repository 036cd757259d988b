import { indentedJson } from '../../formats/evidence/canonical-json.ts';
import { readRecipe } from '../evidence/package-recipe.ts';
import type { ArchiveFile } from '../ports/archive.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { ArchivedChange } from '../ports/metadata.ts';
import {
  type DocumentPorts,
  documentFilesById,
  type ListedFile,
  RECORD,
  storedDigest,
} from './document-object.ts';

/** An evidence package that was issued: its journal entry, and the blob that tells how it is put together. */
export interface IssuedPackage {
  readonly entry: string;
  readonly recipe: string;
}

export const packageObjectId = (entry: string): string => `urn:okno-vault:package:${entry}`;

/** Logical path of how it is put together. */
export const RECIPE = 'recipe.json';
const PACKAGE_FORMAT = 'okno-archive-package/1';
/** Keys of outcomes that no client can send (write-package.ts). */
const ISSUE_KEY = /^evidence /;

/** The package that a commit has issued; undefined for every other commit. */
export function issuedIn(change: ArchivedChange): IssuedPackage | undefined {
  if (change.kind !== 'changes' || change.changes.idempotency === undefined) return undefined;
  const { key, outcome } = change.changes.idempotency;
  if (!ISSUE_KEY.test(key)) return undefined;
  const { entry, recipe } = JSON.parse(outcome) as Partial<IssuedPackage>;
  return entry === undefined || recipe === undefined ? undefined : { entry, recipe };
}

export interface PackageObjectPorts extends DocumentPorts {
  /** The content of blobs, to read the recipe. */
  readonly contents: Pick<Blobs, 'open'>;
}

/** What was made for a package alone: the recipe, and every blob of it that no document's object has. */
export async function packageFiles(
  { entry, recipe: id }: IssuedPackage,
  ports: PackageObjectPorts,
): Promise<readonly ArchiveFile[]> {
  const isErased = (await ports.metadata.blobKeys.find(id))?.state === 'erased';
  // With a version of it went how it was put together, and what was made for it.
  const { files, versions } = isErased
    ? { files: [], versions: [] }
    : await readRecipe(id, { blobs: ports.contents });
  const documents = versions.map(({ document }) => document);
  const known = await documentFilesById(documents, ports);
  const listed: ListedFile[] = isErased ? [] : [{ path: RECIPE, id }];
  for (const { name, content } of files) {
    if (content.kind !== 'blob' || known.has(content.id)) continue;
    if (listed.some((each) => each.id === content.id)) continue;
    listed.push({ path: `made/${listed.length}`, id: content.id, name });
  }
  const record = {
    format: PACKAGE_FORMAT,
    entry,
    documents,
    files: listed.map((each) => ({ ...each })),
  };
  return [
    { path: RECORD, content: indentedJson(record) },
    ...listed.map((file) => ({
      path: file.path,
      content: { open: () => ports.blobs.open(file.id) },
      ...storedDigest(file.id),
    })),
  ];
}
