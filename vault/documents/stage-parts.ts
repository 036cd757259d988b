import type { Blobs, StagedBlob } from '../ports/blobs.ts';
import { StorageError } from '../ports/storage-error.ts';
import { type FieldError, VaultError } from '../vault-error.ts';
import { shownFileName } from './file-name.ts';
import type { IntakeLimits } from './intake-ports.ts';
import type { IncomingFile } from './intake-request.ts';

/** A file of the request: taken in, digested, not yet durable and seen by nobody. */
export interface StagedPart {
  /** `document`, `signature 1`, … : how answers and reports name it. */
  readonly part: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly blob: StagedBlob;
}

export interface StagedParts {
  readonly document: StagedPart;
  readonly signatures: readonly StagedPart[];
}

const MEDIA_TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/;

/**
 * Takes the files in as they stream; `staged` holds what is there at any moment, so that the caller can
 * discard it whatever happens. Throws VaultError `invalid` (order, number, emptiness) and `too-large`.
 */
export async function stageParts(
  request: { readonly ownerId: string; readonly files: AsyncIterable<IncomingFile> },
  ports: { readonly blobs: Blobs; readonly limits: IntakeLimits },
  staged: StagedPart[],
): Promise<StagedParts> {
  for await (const file of request.files) {
    const part = file.role === 'document' ? 'document' : `signature ${Math.max(staged.length, 1)}`;
    checkPlace(file, part, staged.length, ports.limits);
    const fileName = shownFileName(file.fileName, part.replace(' ', '-'));
    const mediaType = mediaTypeOf(file, part);
    const limit =
      file.role === 'document' ? ports.limits.documentOctets : ports.limits.signatureOctets;
    const blob = await stage(request.ownerId, file, { part, limit }, ports.blobs);
    staged.push({ part, fileName, mediaType, blob });
    if (file.role === 'document' && blob.size === 0) throw invalid(part, 'empty');
  }
  const [document, ...signatures] = staged;
  if (document === undefined) throw invalid('document', 'required');
  return { document, signatures };
}

function checkPlace(file: IncomingFile, part: string, before: number, limits: IntakeLimits): void {
  if (file.role === 'document' && before > 0) throw invalid(part, 'too-many', 'one document');
  if (file.role === 'signature' && before === 0) {
    throw invalid(part, 'out-of-order', 'the document comes first');
  }
  if (before > limits.signatures) throw invalid(part, 'too-many', `at most ${limits.signatures}`);
}

function mediaTypeOf({ mediaType }: IncomingFile, part: string): string {
  const type = mediaType?.split(';')[0]?.trim().toLowerCase() ?? 'application/octet-stream';
  if (!MEDIA_TYPE.test(type)) throw invalid(part, 'malformed', 'media type');
  return type;
}

async function stage(
  ownerId: string,
  file: IncomingFile,
  { part, limit }: { part: string; limit: number },
  blobs: Blobs,
): Promise<StagedBlob> {
  try {
    return await blobs.stage(ownerId, file.content, limit);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'too-large') {
      throw new VaultError({ code: 'too-large', part, limit }, error);
    }
    throw error;
  }
}

function invalid(part: string, code: FieldError['code'], detail?: string): VaultError {
  const field = { pointer: `/${part}`, code, ...(detail === undefined ? {} : { detail }) };
  return new VaultError({ code: 'invalid', fields: [field] });
}
