import { FormatError } from '../../formats/format-error.ts';
import { readCmsSignatures } from './cms/read-cms-signatures.ts';
import type { SignatureFacts } from './signature-facts.ts';
import type { ValidationInput } from './validation-input.ts';

/** Signatures that are judged in one file: each costs a path and public-key operations. */
export const SIGNATURES_LIMIT = 128;

type Read = Pick<ValidationInput, 'signature' | 'content' | 'algorithms'>;

/**
 * The facts of every signature in a file. Each format has its reader; the process that judges them knows
 * none of the formats. Throws FormatError for what cannot be read.
 */
export async function readSignatures(input: Read): Promise<readonly SignatureFacts[]> {
  const signatures = await readCmsSignatures(input);
  if (signatures.length > SIGNATURES_LIMIT) {
    throw new FormatError('limit', {
      format: 'signed file',
      reason: `${signatures.length} signatures are over the limit of ${SIGNATURES_LIMIT}`,
    });
  }
  return signatures;
}
