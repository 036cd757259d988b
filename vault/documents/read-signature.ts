import type { Algorithms } from '../../algorithms/registry.ts';
import { FormatError } from '../../formats/format-error.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { KnownAuthorities } from '../../verify/path/known-authorities.ts';
import { readSignatures } from '../../verify/process/read-signatures.ts';
import type { SignatureFacts } from '../../verify/process/signature-facts.ts';
import { readToken } from '../../verify/process/time-stamp/read-token.ts';
import type { NamedSource } from '../../verify/process/validation-input.ts';

/** What intake must know of a signature file before it is judged: where to ask for evidence, and for whom. */
export interface ReadSignature {
  /** Of the signatures, and of the time-stamps over them. */
  readonly signers: readonly Certificate[];
  readonly certificates: readonly Certificate[];
  readonly signatures: number;
  /** What each signer said that the content is, where the format has a word for it. */
  readonly contentTypes: readonly string[];
}

interface Reading {
  readonly algorithms: Algorithms;
  readonly known?: KnownAuthorities | undefined;
}

/** The signature, or why it cannot be read. Nothing here is verified. */
export async function readSignature(
  signature: NamedSource,
  by: Reading,
): Promise<ReadSignature | FormatError> {
  try {
    const facts = await readSignatures({ signature, ...by });
    const tokens = await readTokens(facts, by);
    const all = [...facts, ...tokens];
    return {
      signers: all.flatMap(({ embedded, signer }) => embedded.certificates.filter(signer.names)),
      certificates: all.flatMap(({ embedded }) => embedded.certificates),
      signatures: facts.length,
      contentTypes: facts.flatMap(({ contentType }) => contentType ?? []),
    };
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}

/** The signatures of time-stamps: their signers too are asked about. What cannot be read is left out here. */
async function readTokens(
  signatures: readonly SignatureFacts[],
  { algorithms, known }: Reading,
): Promise<readonly SignatureFacts[]> {
  const tokens: SignatureFacts[] = [];
  for (const { token } of signatures.flatMap(({ timeStamps = [] }) => timeStamps)) {
    try {
      tokens.push((await readToken(token, algorithms, known)).facts);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
  }
  return tokens;
}
