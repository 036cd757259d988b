import { type DerReader, derReader } from '../asn1/decode.ts';
import { OID } from '../asn1/oids.ts';
import { plainArray } from '../asn1/plain-array.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tags.ts';
import type { Certificate } from '../x509/certificate.ts';
import { readName } from '../x509/name.ts';
import { readAlgorithm, readExplicitExtensions } from '../x509/read-fields.ts';
import { readableCertificates } from '../x509/tolerant-certificate.ts';
import type { CertStatus, OcspResponse, ResponderId, SingleResponse } from './ocsp-response.ts';
import { readCertId } from './read-cert-id.ts';

/** RFC 6960 §4.2.1 OCSPResponseStatus; 4 is not used. */
const STATUSES: ReadonlyMap<number, string> = new Map([
  [1, 'malformedRequest'],
  [2, 'internalError'],
  [3, 'tryLater'],
  [5, 'sigRequired'],
  [6, 'unauthorized'],
]);

/**
 * RFC 6960 §4.2.1: an OCSPResponse, or the BasicOCSPResponse alone as revocation-values hold it; strict
 * DER. Nothing is verified. Throws FormatError, `unsupported` with the status's name unless successful.
 */
export function parseOcspResponse(bytes: Uint8Array): OcspResponse {
  const der = plainArray(bytes);
  const outer = derReader(der, 'OCSP response');
  const body = outer.enter(TAG.sequence);
  outer.finish();
  // OCSPResponse begins with an ENUMERATED, BasicOCSPResponse with a SEQUENCE.
  return readBasic(body.is(TAG.enumerated) ? unwrap(body) : body, der);
}

/** OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED, responseBytes [0] EXPLICIT OPTIONAL } */
function unwrap(body: DerReader): DerReader {
  const status = body.smallInteger(TAG.enumerated);
  if (status !== 0) {
    throw body.error('unsupported', `status ${STATUSES.get(status) ?? status}`);
  }
  const wrapper = body.enter(contextConstructed(0));
  body.finish();
  // ResponseBytes ::= SEQUENCE { responseType OBJECT IDENTIFIER, response OCTET STRING }
  const bytes = wrapper.enter(TAG.sequence);
  wrapper.finish();
  const type = bytes.oid();
  if (type !== OID.ocspBasic) throw bytes.error('unsupported', `response type ${type}`);
  const basic = derReader(bytes.content(TAG.octetString), 'OCSP response');
  bytes.finish();
  const inner = basic.enter(TAG.sequence);
  basic.finish();
  return inner;
}

/** BasicOCSPResponse ::= SEQUENCE { tbsResponseData, signatureAlgorithm, signature, certs [0] OPTIONAL } */
function readBasic(body: DerReader, der: Uint8Array): OcspResponse {
  const tbs = body.elementOf(TAG.sequence);
  const fields = readResponseData(tbs);
  const signatureAlgorithm = readAlgorithm(body);
  const signature = body.signatureOctets();
  const certificates = body.more ? readCertificates(body.enter(contextConstructed(0))) : [];
  body.finish();
  return { der, tbs, ...fields, signatureAlgorithm, signature, certificates };
}

function readCertificates(wrapper: DerReader): Certificate[] {
  const sequence = wrapper.enter(TAG.sequence);
  wrapper.finish();
  const encodings: Uint8Array[] = [];
  while (sequence.more) encodings.push(sequence.elementOf(TAG.sequence));
  return readableCertificates(encodings);
}

/**
 * ResponseData ::= SEQUENCE { version [0] EXPLICIT DEFAULT v1, responderID, producedAt GeneralizedTime,
 * responses SEQUENCE OF SingleResponse, responseExtensions [1] EXPLICIT OPTIONAL }
 */
function readResponseData(
  tbs: Uint8Array,
): Pick<OcspResponse, 'responderId' | 'producedAt' | 'responses' | 'extensions'> {
  const reader = derReader(tbs, 'OCSP response').enter(TAG.sequence);
  if (reader.is(contextConstructed(0))) {
    const wrapper = reader.enter(contextConstructed(0));
    const version = wrapper.smallInteger();
    wrapper.finish();
    if (version !== 0) throw reader.error('unsupported', `version ${version + 1}`);
  }
  const responderId = readResponderId(reader);
  const producedAt = reader.generalizedTime(true);
  const list = reader.enter(TAG.sequence);
  const responses: SingleResponse[] = [];
  while (list.more) responses.push(readSingleResponse(list.enter(TAG.sequence)));
  const extensions = reader.more ? readExplicitExtensions(reader, 1, 0) : [];
  reader.finish();
  return { responderId, producedAt, responses, extensions };
}

/** ResponderID ::= CHOICE { byName [1] EXPLICIT Name, byKey [2] EXPLICIT OCTET STRING } */
function readResponderId(reader: DerReader): ResponderId {
  const byName = reader.is(contextConstructed(1));
  const wrapper = reader.enter(contextConstructed(byName ? 1 : 2));
  const id: ResponderId = byName
    ? { kind: 'by-name', name: readName(wrapper) }
    : { kind: 'by-key', keyHash: wrapper.content(TAG.octetString) };
  wrapper.finish();
  return id;
}

/**
 * SingleResponse ::= SEQUENCE { certID, certStatus, thisUpdate GeneralizedTime,
 * nextUpdate [0] EXPLICIT OPTIONAL, singleExtensions [1] EXPLICIT OPTIONAL }
 */
function readSingleResponse(reader: DerReader): SingleResponse {
  const certId = readCertId(reader);
  const status = readStatus(reader);
  const thisUpdate = reader.generalizedTime(true);
  const nextUpdate = reader.is(contextConstructed(0))
    ? readExplicitTime(reader.enter(contextConstructed(0)))
    : undefined;
  const extensions = reader.more ? readExplicitExtensions(reader, 1, 0) : [];
  reader.finish();
  return {
    certId,
    status,
    thisUpdate,
    ...(nextUpdate === undefined ? {} : { nextUpdate }),
    extensions,
  };
}

function readExplicitTime(wrapper: DerReader): Date {
  const time = wrapper.generalizedTime(true);
  wrapper.finish();
  return time;
}

/** CertStatus ::= CHOICE { good [0] NULL, revoked [1] RevokedInfo, unknown [2] NULL }, implicit. */
function readStatus(reader: DerReader): CertStatus {
  if (reader.is(contextConstructed(1))) return readRevoked(reader.enter(contextConstructed(1)));
  const good = reader.is(contextPrimitive(0));
  if (reader.content(contextPrimitive(good ? 0 : 2)).length > 0) {
    throw reader.error('malformed', 'status with content');
  }
  return { kind: good ? 'good' : 'unknown' };
}

/** RevokedInfo ::= SEQUENCE { revocationTime GeneralizedTime, revocationReason [0] EXPLICIT OPTIONAL } */
function readRevoked(info: DerReader): CertStatus {
  const revocationTime = info.generalizedTime(true);
  if (!info.more) return { kind: 'revoked', revocationTime };
  const wrapper = info.enter(contextConstructed(0));
  const reason = wrapper.smallInteger(TAG.enumerated);
  wrapper.finish();
  info.finish();
  return { kind: 'revoked', revocationTime, reason };
}
