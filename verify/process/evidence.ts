import type { OcspResponse } from '../../formats/ocsp/ocsp-response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Crl } from '../../formats/x509/crl.ts';
import type { IndexedCrl } from '../revocation/crl-index.ts';

/** Validation data gathered before the decision: hints all of them, each verified before use. */
export interface Evidence {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocspResponses: readonly OcspResponse[];
  /** Lists too large for memory; absent: none. */
  readonly indexedCrls?: readonly IndexedCrl[];
}

/** Where missing validation data come from: the only I/O of the verifier. */
export interface EvidenceSource {
  /** Revocation information and issuers for the certificates named; never throws, says what failed. */
  fetch(request: EvidenceRequest): Promise<FetchedEvidence>;
}

export interface EvidenceRequest {
  /** Certificates whose status is wanted, each with its issuer where it is known. */
  readonly certificates: readonly { certificate: Certificate; issuer?: Certificate }[];
}

export interface FetchedEvidence extends Evidence {
  readonly failures: readonly { url: string; reason: string }[];
  /** OCSP responders whose answer does not repeat the nonce: it may be older than the question. */
  readonly withoutNonce?: readonly string[];
}
