import { createHash } from 'node:crypto';
import * as asn1js from 'asn1js';
import {
  BasicOCSPResponse,
  CertID,
  Certificate,
  type Extension,
  OCSPRequest,
  OCSPResponse,
  ResponseBytes,
  SingleResponse,
} from 'pkijs';
import type { Certificate as X509 } from '../../formats/x509/certificate.ts';
import type { SigningIdentity } from '../../signing/signing-key.ts';
import { type Authority, hex, REVOCATION_REASONS } from './authority.ts';
import { keyIdentifier } from './extensions.ts';
import type { TestKeys } from './keys.ts';
import { algorithmOf, signatureOver } from './sign-structure.ts';

/** Who answers for which authority: a delegated responder, or the authority's own key. */
export interface Responder {
  readonly authority: Authority;
  readonly keys: TestKeys;
  readonly certificate: Certificate;
  readonly delegated: boolean;
}

export interface OcspTimes {
  readonly at: Date;
  readonly nextUpdate: Date;
}

const OCSP_BASIC = '1.3.6.1.5.5.7.48.1.1';
const NONCE = '1.3.6.1.5.5.7.48.1.2';
const HASHES: ReadonlyMap<string, string> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** RFC 6960 §2.3: status without a body. */
export function ocspError(status: 'malformedRequest' | 'unauthorized'): Uint8Array {
  const value = status === 'malformedRequest' ? 1 : 6;
  const response = new OCSPResponse({ responseStatus: new asn1js.Enumerated({ value }) });
  return new Uint8Array(response.toSchema().toBER());
}

/** Answers a DER request for one of the responders' authorities. */
export async function answerOcspRequest(
  der: Uint8Array,
  responders: readonly Responder[],
  times: OcspTimes,
): Promise<Uint8Array> {
  let request: OCSPRequest;
  try {
    request = OCSPRequest.fromBER(Uint8Array.from(der).buffer);
  } catch {
    return ocspError('malformedRequest');
  }
  const ids = request.tbsRequest.requestList.map(({ reqCert }) => reqCert);
  const responder = responders.find(({ authority }) => ids.every((id) => isFor(id, authority)));
  if (responder === undefined || ids.length === 0) return ocspError('unauthorized');
  const nonce = request.tbsRequest.requestExtensions?.filter(({ extnID }) => extnID === NONCE);
  return respond(ids, responder, { ...times, extensions: nonce ?? [] });
}

/** RFC 6960 §4.1.1: both hashes are of this authority. */
function isFor(id: CertID, authority: Authority): boolean {
  const name = HASHES.get(id.hashAlgorithm.algorithmId);
  if (name === undefined) return false;
  const key = authority.certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView;
  const issuer = new Uint8Array(authority.certificate.subject.toSchema().toBER());
  const digest = (bytes: Uint8Array) => createHash(name).update(bytes).digest('hex');
  return (
    digest(issuer) === hex(id.issuerNameHash.valueBlock.valueHexView) &&
    digest(key) === hex(id.issuerKeyHash.valueBlock.valueHexView)
  );
}

export async function respond(
  ids: readonly CertID[],
  responder: Responder,
  { at, nextUpdate, extensions }: OcspTimes & { readonly extensions: readonly Extension[] },
): Promise<Uint8Array> {
  const basic = new BasicOCSPResponse();
  const data = basic.tbsResponseData;
  data.responderID = new asn1js.OctetString({
    valueHex: keyIdentifier(responder.certificate.subjectPublicKeyInfo),
  });
  data.producedAt = wholeSeconds(at);
  data.responses = ids.map((certID) => {
    const response = new SingleResponse({ certID });
    response.certStatus = certStatus(certID, responder.authority, at);
    response.thisUpdate = wholeSeconds(at);
    response.nextUpdate = wholeSeconds(nextUpdate);
    return response;
  });
  if (extensions.length > 0) data.responseExtensions = [...extensions];
  if (responder.delegated) basic.certs = [responder.certificate];
  basic.signatureAlgorithm = algorithmOf(responder.keys);
  data.tbs = data.toSchema(true).toBER();
  basic.signature = await signatureOver(data.tbs, responder.keys);
  const response = new OCSPResponse({
    responseStatus: new asn1js.Enumerated({ value: 0 }),
    responseBytes: new ResponseBytes({
      responseType: OCSP_BASIC,
      response: new asn1js.OctetString({ valueHex: basic.toSchema().toBER() }),
    }),
  });
  return new Uint8Array(response.toSchema().toBER());
}

/** «good», signed by whom one likes, whether he may answer or not. */
export async function answerAs(
  { keys, certificate }: Pick<SigningIdentity, 'certificate'> & { readonly keys: TestKeys },
  about: { readonly certificate: X509; readonly issuer: X509 },
  times: OcspTimes,
): Promise<Uint8Array> {
  const pkijs = ({ der }: X509) => Certificate.fromBER(Uint8Array.from(der));
  const id = await CertID.create(pkijs(about.certificate), {
    hashAlgorithm: 'SHA-1',
    issuerCertificate: pkijs(about.issuer),
  });
  const own = pkijs(certificate);
  const issued = new Set([hex(about.certificate.serialNumber)]);
  const authority = { name: own.subject, keys, certificate: own, issued, revoked: new Map() };
  const responder = { authority, keys, certificate: own, delegated: true };
  return respond([id], responder, { ...times, extensions: [] });
}

/** CertStatus ::= CHOICE { good [0] NULL, revoked [1] RevokedInfo, unknown [2] NULL } */
function certStatus(id: CertID, authority: Authority, at: Date): asn1js.BaseBlock {
  const serial = hex(id.serialNumber.valueBlock.valueHexView);
  const tag = (tagNumber: number) => ({ tagClass: 3, tagNumber });
  if (!authority.issued.has(serial)) return new asn1js.Primitive({ idBlock: tag(2) });
  const revocation = authority.revoked.get(serial);
  if (revocation === undefined || revocation.at > at) {
    return new asn1js.Primitive({ idBlock: tag(0) });
  }
  const code = REVOCATION_REASONS[revocation.reason];
  const time = new asn1js.GeneralizedTime({ valueDate: wholeSeconds(revocation.at) });
  const reason = new asn1js.Constructed({
    idBlock: tag(0),
    value: [new asn1js.Enumerated({ value: code })],
  });
  return new asn1js.Constructed({ idBlock: tag(1), value: code === 0 ? [time] : [time, reason] });
}

function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
