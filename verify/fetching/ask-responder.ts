import { equalBytes } from '../../formats/equal-bytes.ts';
import { FormatError } from '../../formats/format-error.ts';
import { NONCE_SIZE, responseNonce } from '../../formats/ocsp/nonce.ts';
import type { OcspResponse } from '../../formats/ocsp/ocsp-response.ts';
import { parseOcspResponse } from '../../formats/ocsp/parse-ocsp-response.ts';
import { FetchError, type FetchLimits, fetchOctets } from './fetch-octets.ts';
import type { Found } from './found.ts';

/** Whether an answer may leave the nonce out: see OnlineEvidenceOptions. */
export type NoncePolicy = 'offered' | 'demanded';

interface Question {
  /** DER of the OCSPRequest, with the nonce or without one. */
  readonly request: (nonce?: Uint8Array) => Uint8Array;
  readonly policy: NoncePolicy;
  readonly random: (size: number) => Uint8Array;
  readonly limits: FetchLimits;
}

/**
 * Asks one responder with a fresh nonce (RFC 9654). The response is not verified; its nonce is compared, and is
 * among what the responder signed. Throws FetchError and FormatError.
 */
export async function askResponder(url: string, question: Question): Promise<Found> {
  const { request, policy, random, limits } = question;
  const send = async (octets: Uint8Array) => {
    const body = { type: 'application/ocsp-request', octets }; // RFC 6960 appendix A.1
    return parseOcspResponse(await fetchOctets(url, { body, limits }));
  };
  const nonce = random(NONCE_SIZE);
  try {
    return found(url, await send(request(nonce)), { nonce, policy });
  } catch (error) {
    // Some responders answer a request with a nonce by an error alone, unless they are set to do otherwise.
    if (policy === 'demanded' || !(error instanceof FormatError)) throw error;
    return found(url, await send(request()), { policy });
  }
}

function found(
  url: string,
  response: OcspResponse,
  { nonce, policy }: { readonly nonce?: Uint8Array; readonly policy: NoncePolicy },
): Found {
  const told = responseNonce(response);
  if (told === undefined) {
    if (policy === 'demanded') throw new FetchError('the answer has no nonce');
    return { kind: 'ocsp', items: [response], withoutNonce: url };
  }
  if (nonce === undefined || !equalBytes(told, nonce)) {
    throw new FetchError('the answer has the nonce of another request');
  }
  return { kind: 'ocsp', items: [response] };
}
