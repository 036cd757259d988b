import type { ByteSource } from '../../formats/byte-source.ts';
import { FormatError } from '../../formats/format-error.ts';
import { writeZip } from '../../formats/zip/write-zip.ts';
import { zipSource } from '../../formats/zip/zip-source.ts';
import type { Blobs } from '../ports/blobs.ts';
import { type ContentPorts, openContent } from './kept-content.ts';
import type { MeasuredFile } from './package-file.ts';

/**
 * How the archive of an issued package is put together again, kept for ever: everything that it names never
 * changes, so that the same octets come out whatever was learnt, or changed in this program, since.
 */
export interface PackageRecipe {
  readonly format: typeof RECIPE_FORMAT;
  /** Names and numbers of the versions in it: whoever asks again must still be allowed to read them. */
  readonly versions: readonly { readonly document: string; readonly numbers: readonly number[] }[];
  /** In the order of the archive, the manifest last but for its receipt, which comes once the issue is journalled. */
  readonly files: readonly MeasuredFile[];
}

const RECIPE_FORMAT = 'okno-package-recipe/1';
/** Octets. */
const RECIPE_LIMIT = 16 * 1024 * 1024;

export function encodeRecipe(recipe: Omit<PackageRecipe, 'format'>): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ ...recipe, format: RECIPE_FORMAT }));
}

/** A recipe of our own making. Rejects with StorageError, FormatError for what another version of it wrote. */
export async function readRecipe(
  id: string,
  { blobs }: { readonly blobs: Pick<Blobs, 'open'> },
): Promise<PackageRecipe> {
  const opened = await blobs.open(id);
  try {
    if (opened.size > RECIPE_LIMIT) throw unsupported(`${opened.size} octets`);
    const bytes = await opened.read(0, opened.size);
    const recipe: { readonly format: string } = JSON.parse(new TextDecoder().decode(bytes));
    if (!isRecipe(recipe)) throw unsupported(`format ${recipe.format}`);
    return recipe;
  } finally {
    await opened.close();
  }
}

const isRecipe = (value: { readonly format: string }): value is PackageRecipe =>
  value.format === RECIPE_FORMAT;

export interface PackageOctets {
  readonly size: number;
  /** The whole archive, in order; fails at a file that is no longer what was measured. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The same octets from anywhere on. */
  readonly source: ByteSource;
}

const PIECE = 256 * 1024;

/** Memory holds one piece of one file at a time. */
export function packageOctets(files: readonly MeasuredFile[], ports: ContentPorts): PackageOctets {
  const { size, bytes } = writeZip(
    files.map(({ content, ...entry }) => ({
      ...entry,
      async *content() {
        const opened = await openContent(content, ports);
        try {
          for (let offset = 0; offset < opened.size; offset += PIECE) {
            yield await opened.read(offset, Math.min(PIECE, opened.size - offset));
          }
        } finally {
          await opened.close();
        }
      },
    })),
  );
  const source = zipSource(
    files.map(({ content, ...entry }) => ({
      ...entry,
      async read(offset: number, length: number) {
        const opened = await openContent(content, ports);
        try {
          return await opened.read(offset, length);
        } finally {
          await opened.close();
        }
      },
    })),
  );
  return { size, bytes, source };
}

function unsupported(reason: string): FormatError {
  return new FormatError('unsupported', { format: 'package recipe', reason });
}
