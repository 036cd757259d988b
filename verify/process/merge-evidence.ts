import { FormatError } from '../../formats/format-error.ts';
import type { OcspResponse } from '../../formats/ocsp/ocsp-response.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import type { Crl } from '../../formats/x509/crl.ts';
import { parseCrl } from '../../formats/x509/parse-crl.ts';
import type { KnownAuthorities } from '../path/known-authorities.ts';
import type { Reason } from '../report/report.ts';
import { reasonOf } from './block.ts';
import type { Evidence } from './evidence.ts';
import type { EmbeddedData } from './signature-facts.ts';

export interface MergedEvidence {
  readonly evidence: Evidence;
  /** Revocation data inside that cannot be read is left out, and said. */
  readonly unreadable: readonly Reason[];
}

const NOTHING: Evidence = { certificates: [], crls: [], ocspResponses: [] };

/**
 * Evidence from outside first, then what came inside the signature: both are hints, each verified before
 * use. Signatures that share what is embedded, as all of one CMS do, share one reading of it.
 */
export class EvidenceMerger {
  readonly #outside: Evidence;
  readonly #merged = new Map<EmbeddedData, MergedEvidence>();
  readonly #read: ReadRevocation;

  constructor(
    outside: Evidence,
    {
      known,
      read = new ReadRevocation(known),
    }: { known?: KnownAuthorities | undefined; read?: ReadRevocation } = {},
  ) {
    this.#outside = outside;
    this.#read = read;
  }

  with(embedded: EmbeddedData): MergedEvidence {
    const known = this.#merged.get(embedded);
    if (known !== undefined) return known;
    const merged = this.#merge(this.#outside, embedded);
    this.#merged.set(embedded, merged);
    return merged;
  }

  /** What is embedded alone. */
  inside(embedded: EmbeddedData): Evidence {
    return this.#merge(NOTHING, embedded).evidence;
  }

  /** For what is embedded deeper, as in the tokens of a signature; nothing is read again. */
  over(evidence: Evidence): EvidenceMerger {
    return new EvidenceMerger(evidence, { read: this.#read });
  }

  #merge(outside: Evidence, embedded: EmbeddedData): MergedEvidence {
    const crls = embedded.crls.map((der) => this.#read.crl(der));
    const ocspResponses = embedded.ocspResponses.map((der) => this.#read.ocspResponse(der));
    const evidence = {
      ...outside,
      certificates: [...outside.certificates, ...embedded.certificates],
      crls: [...outside.crls, ...crls.filter((one) => 'der' in one)],
      ocspResponses: [...outside.ocspResponses, ...ocspResponses.filter((one) => 'der' in one)],
    };
    const unreadable = [...crls, ...ocspResponses].filter((one) => 'code' in one);
    return { evidence, unreadable };
  }
}

/** Each CRL and OCSP response once, by the array that holds it; or why it cannot be read. */
class ReadRevocation {
  readonly #parseCrl: typeof parseCrl;
  readonly #crls = new Map<Uint8Array, Crl | Reason>();
  readonly #ocspResponses = new Map<Uint8Array, OcspResponse | Reason>();

  constructor(known: KnownAuthorities | undefined) {
    this.#parseCrl = known?.crl ?? parseCrl;
  }

  crl(der: Uint8Array): Crl | Reason {
    return readOnce(this.#crls, der, this.#parseCrl);
  }

  ocspResponse(der: Uint8Array): OcspResponse | Reason {
    return readOnce(this.#ocspResponses, der, parseOcspResponse);
  }
}

function readOnce<T>(
  known: Map<Uint8Array, T | Reason>,
  der: Uint8Array,
  parse: (der: Uint8Array) => T,
): T | Reason {
  const found = known.get(der) ?? readOrReason(der, parse);
  known.set(der, found);
  return found;
}

function readOrReason<T>(der: Uint8Array, parse: (der: Uint8Array) => T): T | Reason {
  try {
    return parse(der);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return reasonOf('revocation-not-parsed', { detail: error.message });
  }
}
