import type { DigestAlgorithm } from '../../algorithms/provider.ts';
import type { ByteSource } from '../../formats/byte-source.ts';
import type { SignaturePolicyIdentifier } from '../../formats/cms/signature-policy.ts';
import type { TimeStampToken } from '../../formats/tsp/token.ts';
import type { AlgorithmIdentifier, Certificate } from '../../formats/x509/certificate.ts';
import type { CheckId } from '../policy/checks/checks.ts';
import type { TimeStampKind } from '../report/time-stamp-report.ts';
import type { Failure } from './block.ts';
import type { SignerClaims } from './cms/signer-claims.ts';
import type { Covered } from './covered.ts';
import type { NamedSource } from './validation-input.ts';

/**
 * One signature as a format reader found it, in terms that every format shares. Facts only: nothing here
 * is verified, and certificates and revocation data that came along are hints.
 */
export interface SignatureFacts {
  /** `CAdES`, `CMS`, `XMLDSig`; later `XAdES`, `PAdES`. */
  readonly format: string;
  /** The level whose material is present, e.g. `CAdES-B-B`. */
  readonly level: string;
  /** The older form of CAdES (EN 319 122-2) whose attributes are there; absent: none of them. */
  readonly extendedForm?: 'C' | 'X' | 'XL';
  /** CMS eContentType: what the signer said that the content is (RFC 5652 §5.2). */
  readonly contentType?: string;
  /** §5.2.2: what the reader found about the rules of the format. */
  readonly findings: readonly FormatFinding[];
  readonly signer: SignerReference;
  readonly embedded: EmbeddedData;
  readonly objects: readonly SignedObject[];
  readonly value: SignatureValue;
  readonly signedAttributes: boolean;
  readonly claimedSigningTime?: Date;
  /** Names of the signed attributes (OIDs of those without one); absent: the format has none. */
  readonly attributes?: ReadonlySet<string>;
  /** Signed attributes that the format forbids here, so that no policy can ask for them; absent: none. */
  readonly impossibleAttributes?: ReadonlySet<string>;
  /** The signature policy that the signer named. */
  readonly signaturePolicy?: SignaturePolicyIdentifier;
  /** Documents of signature policies that came along, not signed; absent: none. */
  readonly storedPolicies?: readonly Uint8Array[];
  /** What the signer says of the act of signing; absent: the format has no words for it. */
  readonly claims?: SignerClaims;
  /** Time-stamps that came along, in their order. */
  readonly timeStamps?: readonly EmbeddedTimeStamp[];
  /** Further ones, of forms that are not judged; absent: none. */
  readonly otherTimeStamps?: number;
  /** Signatures over the value of this one; absent: none. */
  readonly counterSignatures?: readonly SignatureFacts[];
}

export interface FormatFinding {
  readonly id: CheckId;
  /** Absent: the rule is kept. What it counts for is the policy's. */
  readonly failed?: Failure;
}

/** How the signature names its signer. */
export interface SignerReference {
  /** As text for the report, when no certificate is found. */
  readonly text: string;
  readonly names: (certificate: Certificate) => boolean;
  /** It names nobody: the certificate whose key verifies the value is the signer's. */
  readonly byKeyOnly?: boolean;
  /** Signed references to the certificate, one list per attribute (signing-certificate, -v2). */
  readonly references: readonly (readonly CertificateReference[])[];
}

export interface CertificateReference {
  readonly digestOid: string;
  readonly digest: Uint8Array;
  /** Whether issuer and serial number, when the reference names them, are those of the certificate. */
  readonly namesIssuerAndSerialOf?: (certificate: Certificate) => boolean;
}

export interface EmbeddedData {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Uint8Array[];
  readonly ocspResponses: readonly Uint8Array[];
}

/** A time-stamp token and what it must be over. */
export interface EmbeddedTimeStamp {
  readonly kind: TimeStampKind;
  /** The TimeStampToken, as found. */
  readonly token: Uint8Array;
  /** Octets whose digest the imprint must be, or what finds them. */
  readonly over: Uint8Array | StampedOctets;
}

/** In memory, or read in pieces. */
export type Piece = Uint8Array | ByteSource;

/** The digest of pieces one after the other; what it costs is counted. */
export type DigestPieces = (
  parts: readonly Piece[],
  algorithm: DigestAlgorithm,
) => Promise<Uint8Array>;

/** One of the ways in which what a token is over is joined. */
export interface Stamped {
  /** One after the other. */
  readonly pieces: readonly Piece[];
  /** What existed when a token with this imprint was made, if it holds. */
  readonly covered: () => Promise<Covered>;
}

/** What a token must be over where that hangs on the token itself. */
export interface StampedOctets {
  /**
   * Each of the ways that are seen in the field, likeliest first; or why the token cannot be over this signature.
   * `imprint` is the algorithm of its imprint.
   */
  octets(
    token: TimeStampToken,
    digestOf: DigestPieces,
    imprint: DigestAlgorithm,
  ): Promise<readonly Stamped[] | Failure>;
  /** Digests under which the token names what it is over, beside that of its imprint; absent: none. */
  digests?(token: TimeStampToken): readonly string[];
}

/** A thing that the signature says it covers. */
export interface SignedObject {
  readonly name: string;
  /** Absent: not available, neither attached nor given beside. */
  readonly content?: NamedSource;
  readonly digestOid: string;
  /** The digest that is signed; absent where the signature is over the content itself. */
  readonly expectedDigest?: Uint8Array;
  /** The object is the whole of `content`, not a part. */
  readonly whole: boolean;
}

export interface SignatureValue {
  readonly algorithm: AlgorithmIdentifier;
  /** Digest named beside the signature (CMS digestAlgorithm). */
  readonly digestOid: string;
  readonly value: Uint8Array;
  /** What the value is over: one of several encodings of the signed attributes, or each object itself. */
  readonly over:
    | { readonly kind: 'octets'; readonly asReceived: Uint8Array; readonly der: Uint8Array }
    | { readonly kind: 'objects' };
}
