import * as asn1js from 'asn1js';
import {
  Certificate,
  CertificateRevocationList,
  type Extension,
  Extensions,
  PublicKeyInfo,
  type RelativeDistinguishedNames,
  RevokedCertificate,
  Time,
} from 'pkijs';
import { authorityKeyIdentifier, extension, subjectKeyIdentifier } from './extensions.ts';
import type { TestKeys } from './keys.ts';
import { algorithmOf, signatureOver, toBeSigned } from './sign-structure.ts';

/** RFC 5280 §5.3.1 CRLReason. */
export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const;
export type RevocationReason = keyof typeof REVOCATION_REASONS;

export interface Revocation {
  readonly at: Date;
  readonly reason: RevocationReason;
  /** RFC 5280 §5.3.2: since when the key is not to be trusted. */
  readonly invaliditySince?: Date;
}

/** A certification authority in memory: what it issued and what it took back. */
export interface Authority {
  readonly name: RelativeDistinguishedNames;
  readonly keys: TestKeys;
  readonly certificate: Certificate;
  /** Serial numbers in hex. */
  readonly issued: Set<string>;
  readonly revoked: Map<string, Revocation>;
}

export interface CertificateRequest {
  readonly subject: RelativeDistinguishedNames;
  readonly keys: TestKeys;
  readonly serialNumber: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
}

export function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}

/** RFC 5280 §4.1.2.5: UTCTime to 2049, GeneralizedTime from 2050; whole seconds. */
function certificateTime(date: Date): Time {
  const value = new Date(Math.floor(date.getTime() / 1000) * 1000);
  return new Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value });
}

/** Issues under `authority`; undefined makes a self-signed certificate. */
export async function issueCertificate(
  authority: Pick<Authority, 'name' | 'keys' | 'certificate' | 'issued'> | undefined,
  request: CertificateRequest,
): Promise<Certificate> {
  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({
    valueHex: Uint8Array.from(request.serialNumber).buffer,
  });
  certificate.issuer = authority?.name ?? request.subject;
  certificate.subject = request.subject;
  certificate.notBefore = certificateTime(request.notBefore);
  certificate.notAfter = certificateTime(request.notAfter);
  certificate.subjectPublicKeyInfo = PublicKeyInfo.fromBER(
    Uint8Array.from(request.keys.key.publicKey),
  );
  const issuerKey = authority?.certificate.subjectPublicKeyInfo ?? certificate.subjectPublicKeyInfo;
  certificate.extensions = [
    ...request.extensions,
    subjectKeyIdentifier(certificate.subjectPublicKeyInfo),
    authorityKeyIdentifier(issuerKey),
  ];
  const signer = authority?.keys ?? request.keys;
  certificate.signature = algorithmOf(signer);
  certificate.signatureAlgorithm = algorithmOf(signer);
  certificate.tbs = toBeSigned(certificate);
  certificate.signatureValue = await signatureOver(certificate.tbs, signer);
  authority?.issued.add(hex(request.serialNumber));
  return certificate;
}

export interface CrlOptions {
  readonly at: Date;
  readonly nextUpdate: Date;
  readonly number: number;
}

/** RFC 5280 §5: full and direct; lists what was revoked at or before `at`. */
export async function makeCrl(authority: Authority, options: CrlOptions): Promise<Uint8Array> {
  const crl = new CertificateRevocationList();
  crl.version = 1;
  crl.issuer = authority.name;
  crl.thisUpdate = certificateTime(options.at);
  crl.nextUpdate = certificateTime(options.nextUpdate);
  const entries = [...authority.revoked].filter(([, { at }]) => at <= options.at);
  if (entries.length > 0) {
    crl.revokedCertificates = entries.map(([serial, revocation]) => crlEntry(serial, revocation));
  }
  crl.crlExtensions = new Extensions({
    extensions: [
      authorityKeyIdentifier(authority.certificate.subjectPublicKeyInfo),
      extension('2.5.29.20', false, new asn1js.Integer({ value: options.number })),
    ],
  });
  crl.signature = algorithmOf(authority.keys);
  crl.signatureAlgorithm = algorithmOf(authority.keys);
  crl.tbs = toBeSigned(crl);
  crl.signatureValue = await signatureOver(crl.tbs, authority.keys);
  return new Uint8Array(crl.toSchema(true).toBER());
}

function crlEntry(serial: string, { at, reason, invaliditySince }: Revocation): RevokedCertificate {
  const code = REVOCATION_REASONS[reason];
  const entry = new RevokedCertificate({
    userCertificate: new asn1js.Integer({
      valueHex: Uint8Array.from(Buffer.from(serial, 'hex')).buffer,
    }),
    revocationDate: certificateTime(at),
  });
  // RFC 5280 §5.3.1: unspecified is said by leaving the extension out.
  const extensions: Extension[] = [];
  if (code !== 0) {
    extensions.push(extension('2.5.29.21', false, new asn1js.Enumerated({ value: code })));
  }
  if (invaliditySince !== undefined) {
    const value = new asn1js.GeneralizedTime({ valueDate: invaliditySince });
    extensions.push(extension('2.5.29.24', false, value));
  }
  if (extensions.length > 0) entry.crlEntryExtensions = new Extensions({ extensions });
  return entry;
}
