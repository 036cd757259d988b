import { derReader } from '../asn1/decode.ts';
import { enumerated, explicit, octetString, oid, sequence } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructed, TAG } from '../asn1/tags.ts';

/**
 * The other of the two encodings of one answer that `parseOcspResponse` has read: the BasicOCSPResponse inside an
 * OCSPResponse, or the OCSPResponse around a BasicOCSPResponse (RFC 6960 §4.2.1). Nothing of the wrapper is a choice.
 */
export function otherForm(response: Uint8Array): Uint8Array {
  const body = derReader(response, 'OCSP response').enter(TAG.sequence);
  if (!body.is(TAG.enumerated)) {
    return sequence(
      enumerated(0),
      explicit(0, sequence(oid(OID.ocspBasic), octetString(response))),
    );
  }
  body.element();
  const bytes = body.enter(contextConstructed(0)).enter(TAG.sequence);
  bytes.oid();
  return bytes.content(TAG.octetString);
}
