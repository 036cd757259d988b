import { FormatError } from '../../formats/format-error.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import type { Reason } from '../report/report.ts';
import { reasonOf } from './block.ts';
import type { Evidence } from './evidence.ts';
import type { EmbeddedData } from './signature-facts.ts';

export interface MergedEvidence {
  readonly evidence: Evidence;
  /** Revocation data inside that cannot be read is left out, and said. */
  readonly unreadable: readonly Reason[];
}

/**
 * Evidence from outside first, then what came inside the signature: both are hints, each verified before
 * use. Signatures that share what is embedded, as all of one CMS do, share one reading of it.
 */
export class EvidenceMerger {
  readonly #outside: Evidence;
  readonly #merged = new WeakMap<EmbeddedData, MergedEvidence>();

  constructor(outside: Evidence) {
    this.#outside = outside;
  }

  with(embedded: EmbeddedData): MergedEvidence {
    const known = this.#merged.get(embedded);
    if (known !== undefined) return known;
    const merged = mergeEvidence(this.#outside, embedded);
    this.#merged.set(embedded, merged);
    return merged;
  }
}

function mergeEvidence(outside: Evidence, embedded: EmbeddedData): MergedEvidence {
  const unreadable: Reason[] = [];
  const read = <T>(list: readonly Uint8Array[], parse: (der: Uint8Array) => T): T[] =>
    list.flatMap((der) => {
      try {
        return [parse(der)];
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        unreadable.push(reasonOf('revocation-not-parsed', { detail: error.message }));
        return [];
      }
    });
  const evidence = {
    ...outside,
    certificates: [...outside.certificates, ...embedded.certificates],
    crls: [...outside.crls, ...read(embedded.crls, parseCrl)],
    ocspResponses: [...outside.ocspResponses, ...read(embedded.ocspResponses, parseOcspResponse)],
  };
  return { evidence, unreadable };
}
