import type { DerReader } from '../asn1/decode.ts';
import { TAG } from '../asn1/tags.ts';
import { readAlgorithm } from '../x509/read-fields.ts';
import type { CertId } from './ocsp-response.ts';

/** RFC 6960 §4.1.1: CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber } */
export function readCertId(reader: DerReader): CertId {
  const inner = reader.enter(TAG.sequence);
  const certId = {
    hashAlgorithm: readAlgorithm(inner),
    issuerNameHash: inner.content(TAG.octetString),
    issuerKeyHash: inner.content(TAG.octetString),
    serialNumber: inner.integerOctets(),
  };
  inner.finish();
  return certId;
}
