import { explicit, integer, nullValue, octetString, oid, sequence } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import type { Certificate } from '../x509/certificate.ts';

export interface OcspRequestInput {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  /** SHA-1, which every responder knows (RFC 5019 §2.1.1); it identifies here and protects nothing. */
  readonly hash: (bytes: Uint8Array) => Uint8Array;
  /** RFC 9654 §2.1: 1 to 128 octets, 32 by preference. */
  readonly nonce?: Uint8Array;
}

/** RFC 6960 §4.1.1: an unsigned OCSPRequest for one certificate, in DER. */
export function encodeOcspRequest(input: OcspRequestInput): Uint8Array {
  const { certificate, issuer, hash, nonce } = input;
  const certId = sequence(
    sequence(oid(OID.sha1), nullValue()),
    octetString(hash(certificate.issuer.der)),
    octetString(hash(issuer.publicKey.keyBits)),
    integer(certificate.serialNumber),
  );
  const requestList = sequence(sequence(certId));
  if (nonce === undefined) return sequence(sequence(requestList));
  const extension = sequence(oid(OID.ocspNonce), octetString(octetString(nonce)));
  return sequence(sequence(requestList, explicit(2, sequence(extension))));
}
