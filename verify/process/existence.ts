import { equalBytes } from '../../formats/equal-bytes.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { SignatureFacts } from './signature-facts.ts';

/** Since when an object is proven to exist (EN 319 102-1 §5.6.2.3), for its algorithms' sake. */
export type Existence = (certificate: Certificate) => Date;

export interface ProvenTimes {
  /** Of the file with the signature, and so of the certificates inside it. */
  readonly file: Date;
  /** Of everything that was handed in beside it. */
  readonly evidence: Date;
}

/** What a proof over the signature's file covers: the certificates inside it existed then. */
export function existenceOf(facts: SignatureFacts, times: ProvenTimes): Existence {
  return (certificate) =>
    facts.embedded.certificates.some(({ der }) => equalBytes(der, certificate.der))
      ? times.file
      : times.evidence;
}
