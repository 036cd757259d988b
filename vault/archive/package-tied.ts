import { bytesSource, readAll } from '../../formats/byte-source.ts';
import { MANIFEST_NAME } from '../../formats/evidence/manifest.ts';
import { parseManifest } from '../../formats/evidence/manifest-file.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { OcflInventory } from '../../formats/ocfl/inventory.ts';
import { type PackageRecipe, readRecipe } from '../evidence/package-recipe.ts';
import type { ReadableArchive } from '../ports/archive.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Metadata } from '../ports/metadata.ts';
import { StorageError } from '../ports/storage-error.ts';
import { documentFilesById, type ListedFile, RECORD, storedDigest } from './document-object.ts';
import { packageObjectId, RECIPE } from './package-object.ts';
import { filesOf } from './restore-blobs.ts';
import { headPaths, sha256At } from './sha256-at.ts';

export interface PackageTiePorts {
  readonly metadata: Metadata;
  /** The content of blobs, by what is stored of them, octet for octet. */
  readonly contentOf: (stored: Pick<Blobs, 'open'>) => Pick<Blobs, 'open'>;
}

/** An object that claims to be the package's, by the logical paths of its newest version. */
interface ClaimedPackage {
  readonly inventory: OcflInventory;
  readonly content: Pick<ReadableArchive, 'inventory' | 'read'>;
}

/** What `evidence.issued` says of a package (write-package.ts). */
interface Issued {
  readonly manifest: { readonly sha256: string };
  readonly document?: string;
  readonly versions?: readonly number[];
  readonly documents?: readonly {
    readonly document: string;
    readonly versions: readonly number[];
  }[];
}

/** Octets as stored, of one file. */
const STORED_LIMIT = 256 * 1024 * 1024;

/**
 * Whether an object is the package of this entry, and all of it: its manifest is the one whose digest was journalled, it
 * has every file that the manifest tells of and no document's object has, and each is the blob that was committed. Of a
 * package that was erased with a version nothing can be read, nor comes back: its files must be blobs that were there.
 */
export async function packageTied(
  entry: string,
  claimed: ClaimedPackage,
  ports: PackageTiePorts,
): Promise<true | string> {
  try {
    const known = await ports.metadata.journal.entry(entry);
    if (known?.action !== 'evidence.issued') return `the journal knows no package ${entry}`;
    const files = (await filesOf(packageObjectId(entry), claimed.content)) ?? [];
    const foreign = await foreignFile(files, claimed.inventory, ports);
    if (foreign !== undefined) return `${foreign} is not what was made for package ${entry}`;
    // Erased from the journal, its digest ties nothing any more.
    if (known.erased !== undefined) return `the journal no longer tells of package ${entry}`;
    const { content } = JSON.parse(new TextDecoder().decode(known.bytes)) as { content: Issued };
    if (await isGone(content, ports)) return true;
    const fault = await faultOf(files, { issued: content, claimed }, ports);
    return fault === undefined || `${fault} of package ${entry}`;
  } catch (error) {
    return reasonOf(error);
  }
}

/** A file that is no blob which was committed, or of which the record says nothing. */
async function foreignFile(
  files: readonly ListedFile[],
  inventory: OcflInventory,
  { metadata }: PackageTiePorts,
): Promise<string | undefined> {
  const listed = new Set([RECORD, ...files.map(({ path }) => path)]);
  const unlisted = headPaths(inventory).find((path) => !listed.has(path));
  if (unlisted !== undefined) return unlisted;
  for (const { id, path } of files) {
    const named = (await metadata.blobKeys.find(id)) !== undefined;
    if (!named || sha256At(inventory, path) !== storedDigest(id).sha256) return path;
  }
  return undefined;
}

const documentsIn = ({ documents, document = '', versions = [] }: Issued) =>
  documents ?? [{ document, versions }];

/** With its first version went what was made for it (issued-once.md). */
async function isGone(issued: Issued, { metadata }: PackageTiePorts): Promise<boolean> {
  const [first] = documentsIn(issued);
  const versions = first === undefined ? [] : await metadata.versionsOf(first.document);
  const keeper = versions.find(({ number }) => number === first?.versions[0]);
  if (keeper === undefined) return false;
  return (await metadata.blobKeys.find(keeper.file.id))?.state === 'erased';
}

async function faultOf(
  files: readonly ListedFile[],
  { issued, claimed }: { readonly issued: Issued; readonly claimed: ClaimedPackage },
  { metadata, contentOf }: PackageTiePorts,
): Promise<string | undefined> {
  const contents = contentOf(storedIn(files, claimed));
  const recipe = files.find(({ path }) => path === RECIPE);
  if (recipe === undefined) return `${RECIPE} is lacking`;
  const { files: parts } = await readRecipe(recipe.id, { blobs: contents });
  const manifest = await manifestOf(parts, issued, { metadata, contents });
  if (manifest === undefined) return `${MANIFEST_NAME} is not the one`;
  const told = new Map(manifest.files.map((file) => [file.name, file]));
  const named = new Set(parts.map(({ name }) => name));
  const without = manifest.files.find(({ name }) => !named.has(name));
  if (without !== undefined) return `${RECIPE} lacks ${without.name}`;
  const documents = documentsIn(issued).map(({ document }) => document);
  const elsewhere = await documentFilesById(documents, { metadata });
  for (const { name, content } of parts) {
    if (content.kind !== 'blob') continue;
    const { id } = content;
    if (!files.some((each) => each.id === id) && !elsewhere.has(id)) return `${name} is lacking`;
    const found = await metadata.blobKeys.find(id);
    const sha256 = found?.state === 'kept' ? found.blob.sha256 : content.sha256;
    if (name !== MANIFEST_NAME && told.get(name)?.sha256 !== sha256) return `${name} is not that`;
  }
  const other = files.find(({ id, path }) => path !== RECIPE && !isPart(id, parts));
  return other === undefined ? undefined : `${other.path} is no file`;
}

const isPart = (id: string, parts: PackageRecipe['files']) =>
  parts.some(({ content }) => content.kind === 'blob' && content.id === id);

/** Undefined: it is not the one whose digest the journal has. */
async function manifestOf(
  parts: PackageRecipe['files'],
  { manifest }: Issued,
  { metadata, contents }: Pick<PackageTiePorts, 'metadata'> & { contents: Pick<Blobs, 'open'> },
) {
  const content = parts.find(({ name }) => name === MANIFEST_NAME)?.content;
  if (content?.kind !== 'blob') return undefined;
  const found = await metadata.blobKeys.find(content.id);
  if (found?.state !== 'kept' || found.blob.sha256 !== manifest.sha256) return undefined;
  const opened = await contents.open(content.id);
  try {
    return parseManifest(await readAll(opened, STORED_LIMIT));
  } finally {
    await opened.close();
  }
}

/** The object's files as a store has them: the store that is to be mended by the object may have lost them too. */
function storedIn(
  files: readonly ListedFile[],
  { inventory, content }: ClaimedPackage,
): Pick<Blobs, 'open'> {
  return {
    async open(id) {
      const path = files.find((file) => file.id === id)?.path;
      if (path === undefined) throw new StorageError('not-found', `no file is blob ${id}`);
      const bytes = await content.read(inventory.id, path, STORED_LIMIT);
      return { ...bytesSource(bytes), close: async () => {} };
    },
  };
}

/** The copy may say anything: what cannot be read is no package. */
function reasonOf(error: unknown): string {
  const isUnreadable =
    error instanceof FormatError ||
    error instanceof SyntaxError ||
    error instanceof RangeError ||
    (error instanceof StorageError && error.code !== 'no-space' && error.code !== 'unavailable');
  if (!isUnreadable) throw error;
  return error.message;
}
