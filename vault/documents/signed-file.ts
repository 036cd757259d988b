import type { NamedSource } from '../../verify/process/validation-input.ts';
import type { StagedPart } from './stage-parts.ts';

/** A file under judgement with the digest that the vault computed from these very bytes. */
export interface SignedFile extends NamedSource {
  /** How answers name it: `document`, `signature 1`, … */
  readonly part: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface StagedFile extends SignedFile {
  readonly staged: StagedPart;
}

const SHA256 = '2.16.840.1.101.3.4.2.1';

export function signedFile(facts: {
  readonly part: string;
  readonly name: string;
  readonly sha256: string;
  readonly source: NamedSource['source'];
}): SignedFile {
  const digests = new Map([[SHA256, Uint8Array.from(Buffer.from(facts.sha256, 'hex'))]]);
  return { ...facts, digests };
}

export function stagedFile(staged: StagedPart): StagedFile {
  const { part, fileName: name, blob } = staged;
  return { ...signedFile({ part, name, sha256: blob.sha256, source: blob.source }), staged };
}
