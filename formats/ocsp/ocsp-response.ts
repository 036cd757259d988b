// RFC 6960 §4.2: the facts of an OCSP response, as read. Nothing here is verified or trusted.
import type { AlgorithmIdentifier, Certificate, Extension, Name } from '../x509/certificate.ts';

export interface CertId {
  readonly hashAlgorithm: AlgorithmIdentifier;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serialNumber: Uint8Array;
}

export type CertStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'revoked'; readonly revocationTime: Date; readonly reason?: number };

export interface SingleResponse {
  readonly certId: CertId;
  readonly status: CertStatus;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
  readonly extensions: readonly Extension[];
}

export type ResponderId =
  | { readonly kind: 'by-name'; readonly name: Name }
  | { readonly kind: 'by-key'; readonly keyHash: Uint8Array };

/** BasicOCSPResponse; `der` is the whole OCSPResponse where one was read, else the basic one. */
export interface OcspResponse {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly responderId: ResponderId;
  readonly producedAt: Date;
  readonly responses: readonly SingleResponse[];
  readonly extensions: readonly Extension[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly certificates: readonly Certificate[];
}
