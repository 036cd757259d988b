import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { readSignatures } from '../../verify/process/read-signatures.ts';
import type { NamedSource } from '../../verify/process/validation-input.ts';

/** What intake must know of a signature file before it is judged: where to ask for evidence, and for whom. */
export interface ReadSignature {
  readonly signers: readonly Certificate[];
  readonly certificates: readonly Certificate[];
  readonly signatures: number;
  /** What each signer said that the content is, where the format has a word for it. */
  readonly contentTypes: readonly string[];
}

/** The signature, or why it cannot be read. Nothing here is verified. */
export async function readSignature(
  signature: NamedSource,
  algorithms: Algorithms,
): Promise<ReadSignature | FormatError> {
  try {
    const facts = await readSignatures({ signature, algorithms });
    return {
      signers: facts.flatMap(({ embedded, signer }) => embedded.certificates.filter(signer.names)),
      certificates: facts.flatMap(({ embedded }) => embedded.certificates),
      signatures: facts.length,
      contentTypes: facts.flatMap(({ contentType }) => contentType ?? []),
    };
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}
