// RFC 5652 §5: the facts of a SignedData, as read. Nothing here is verified or trusted.
import type { ByteSource } from '../byte-source.ts';
import type { AlgorithmIdentifier, Certificate, Name } from '../x509/certificate.ts';
import type { ContentSource } from './segmented-source.ts';

/** RFC 5652 §5.3 SignerIdentifier. */
export type SignerIdentifier =
  | { readonly kind: 'issuer-and-serial'; readonly issuer: Name; readonly serialNumber: Uint8Array }
  | { readonly kind: 'subject-key-identifier'; readonly keyIdentifier: Uint8Array };

/** RFC 5652 §5.3 Attribute; each value is its whole DER. */
export interface Attribute {
  readonly oid: string;
  readonly values: readonly Uint8Array[];
}

/** An attribute as found, for time-stamps that are over its encoding. */
export interface EncodedAttribute extends Attribute {
  /** The whole element, as received. */
  readonly encoded: Uint8Array;
}

/** Attributes with the octets that are signed: the SET OF re-tagged as 0x31 (RFC 5652 §5.4). */
export interface Attributes {
  /** As received, tag replaced by SET OF: verified first. */
  readonly signedBytes: Uint8Array;
  /** The DER encoding (members sorted); equal to `signedBytes` where the producer kept to DER. */
  readonly der: Uint8Array;
  readonly list: readonly Attribute[];
}

export interface SignerInfo {
  readonly version: number;
  readonly sid: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signedAttributes?: Attributes;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly unsignedAttributes?: readonly EncodedAttribute[];
  readonly encoded: EncodedSignerInfo;
}

/** The fields of a SignerInfo as received, tag and length included, for archive time-stamps (EN 319 122-1 §5.5). */
export interface EncodedSignerInfo {
  /** version, sid, digestAlgorithm, signedAttrs [0] where present, signatureAlgorithm, signature. */
  readonly fields: readonly Uint8Array[];
  /** unsignedAttrs [1]. */
  readonly unsignedAttributes?: Uint8Array;
}

/** The parts of a SignedData as received, for archive time-stamps (EN 319 122-1 §5.5). */
export interface EncodedSignedData {
  readonly encapContentInfo: ByteSource;
  /** certificates [0]. */
  readonly certificates?: Uint8Array;
  /** crls [1]. */
  readonly crls?: Uint8Array;
  /** Each CertificateChoices. */
  readonly certificateChoices: readonly Uint8Array[];
  /** Each RevocationInfoChoice. */
  readonly revocationChoices: readonly Uint8Array[];
}

export interface SignedData {
  readonly version: number;
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  readonly contentType: string;
  /** Attached content as a view on the source (BER segments joined); absent when detached. */
  readonly content?: ContentSource;
  /** Certificates that came along, in order; choices other than Certificate are told in `remarks`. */
  readonly certificates: readonly Certificate[];
  /** DER of the CRLs and of other revocation info (RFC 5940 OCSP) that came along. */
  readonly crls: readonly Uint8Array[];
  readonly ocspResponses: readonly Uint8Array[];
  readonly signerInfos: readonly SignerInfo[];
  readonly encoded: EncodedSignedData;
  /** What was tolerated, said in the report: BER where DER is usual, trailing octets, skipped choices. */
  readonly remarks: readonly string[];
}
