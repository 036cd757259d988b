import type { TimeStampReport } from './time-stamp-report.ts';

// EN 319 102-1 §5.1.3: the words in which every answer is given. A bad signature is a value, not an error.

export type MainIndication = 'TOTAL-PASSED' | 'INDETERMINATE' | 'TOTAL-FAILED';
/** Indication of a building block (§5.2). */
export type BlockIndication = 'PASSED' | 'INDETERMINATE' | 'FAILED';

/** EN 319 102-1 v1.4.1 table 6. */
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'REVOKED'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'POLICY_PROCESSING_ERROR'
  | 'SIGNATURE_POLICY_NOT_AVAILABLE'
  | 'TIMESTAMP_ORDER_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE'
  | 'REVOKED_NO_POE'
  | 'REVOKED_CA_NO_POE'
  | 'OUT_OF_BOUNDS_NOT_REVOKED'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'REVOCATION_OUT_OF_BOUNDS_NO_POE'
  | 'NO_POE'
  | 'TRY_LATER'
  | 'SIGNED_DATA_NOT_FOUND';

/** A stable code with the facts that its sentence names; `messages.ts` turns it into Russian and English. */
export interface Reason {
  readonly code: string;
  readonly facts?: Readonly<Record<string, string | number>>;
  /** Why the part of which this reason speaks is as it is: a receipt of a package, the seal of a receipt. */
  readonly cause?: Reason;
}

/** One check that ran, in the order in which it ran. */
export interface CheckResult {
  /** e.g. `signing-certificate-reference`. */
  readonly id: string;
  /** e.g. `EN 319 102-1 §5.2.3.4`. */
  readonly clause: string;
  readonly outcome: 'passed' | 'failed' | 'warning' | 'information' | 'not-checked';
  readonly reason?: Reason;
}

/**
 * Octets of a file, one after the other: `length` of them from `offset` on. Where it is said, `count` such pieces
 * follow each other, their starts `stride` octets apart.
 */
export interface OctetRange {
  readonly offset: number;
  readonly length: number;
  readonly count?: number;
  readonly stride?: number;
}

/** Exactly what a signature covers. */
export interface SignedContent {
  readonly name: string;
  /** The file in which it lies. Absent only in reports that were stored before it was told; `ranges` likewise. */
  readonly file?: string;
  /** The octets of `file`; empty where what is signed is computed from it (the canonical form of XML, text decoded). */
  readonly ranges?: readonly OctetRange[];
  readonly size: number;
  readonly digestAlgorithm: string;
  /** Lower-case hex of the digest of the bytes that the signature covers. */
  readonly digest: string;
  readonly whole: boolean;
}

/** What the signer says that the signature means. */
export interface CommitmentReport {
  readonly type: string;
  readonly qualifiers: readonly string[];
}

/** What the signer signed beside the document, as far as it is read. */
export interface SignedAttributesReport {
  /** OID of the type that the content is said to have. */
  readonly contentType?: string;
  /** Each reference to the signer's certificate; the digest in lower-case hex. */
  readonly signingCertificate: readonly {
    readonly digestAlgorithm: string;
    readonly digest: string;
  }[];
  /** OID of the signature policy that the signer named; an implied one has none. */
  readonly signaturePolicy?: string;
  /** What follows is the signer's own word, proof of nothing. OIDs, also of the qualifiers (EN 319 122-1 §5.2.3). */
  readonly commitments?: readonly CommitmentReport[];
  /** §5.2.5 */
  readonly productionPlace?: ProductionPlaceReport;
  /** §5.2.6 */
  readonly roles?: SignerRolesReport;
  /** What the content is, in words and as an OID (RFC 2634 §2.9). */
  readonly contentHints?: { readonly description?: string; readonly contentType: string };
  /** §5.2.4.2 */
  readonly mimeType?: string;
}

export interface ProductionPlaceReport {
  readonly country?: string;
  readonly locality?: string;
  readonly postalAddress?: readonly string[];
}

export interface SignerRolesReport {
  /** Attributes that the signer gives to itself: the OID of each, and a value as text. */
  readonly claimed: readonly { readonly type: string; readonly value: string }[];
  /** What somebody else is said to vouch for: not read, not verified, known by its octets (lower-case hex SHA-256). */
  readonly certified: readonly {
    readonly kind: 'attribute-certificate' | 'other-attribute-certificate' | 'signed-assertion';
    readonly sha256: string;
  }[];
}

/** The signature itself: by its value it is known among others. */
export interface SignatureValueReport {
  /** The signature algorithm, and the digest named beside it, by their names or identifiers. */
  readonly algorithm: string;
  readonly digestAlgorithm: string;
  /** Base64. */
  readonly value: string;
  /** Lower-case hex SHA-256 of the value. */
  readonly sha256: string;
  /** Lower-case hex SHA-256 of what the value is over; absent: of the content itself, without signed attributes. */
  readonly signedSha256?: string;
}

/** An algorithm that a signature uses, by the policy that it was judged under. */
export interface AlgorithmReport {
  /** As the provider names it, e.g. `rsa-pkcs1`, `sha256`. */
  readonly algorithm: string;
  /** Of a signature algorithm: the digest under the value. */
  readonly digest?: string;
  /** Of the key. */
  readonly bits?: number;
  /** At the moment as of which the signature was judged. */
  readonly acceptable: boolean;
  /** ISO date from which the policy does not accept it; absent: it knows no end, or never accepts it. */
  readonly until?: string;
}

export interface SignerReport {
  /** Distinguished name as text (RFC 4514). */
  readonly subject: string;
  readonly issuer: string;
  /** Lower-case hex. */
  readonly serialNumber: string;
  /** Lower-case hex SHA-256 of the certificate. */
  readonly certificate: string;
  readonly commonName?: string;
  readonly surname?: string;
  readonly givenName?: string;
  readonly organization?: string;
  /** Fields of Russian qualified certificates (FSB order 795). */
  readonly inn?: string;
  readonly innLegalEntity?: string;
  readonly ogrn?: string;
  readonly ogrnip?: string;
  readonly snils?: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

export interface CertificateReport {
  readonly subject: string;
  readonly fingerprint: string;
  readonly role: 'signer' | 'ca' | 'trust-anchor';
  /** Lower-case hex. */
  readonly serialNumber?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** SHA-256 of the CRLs and OCSP responses that `revocation` stands on: `validationObjects` has them. */
  readonly toldBy?: readonly string[];
  readonly revocation:
    | { readonly status: 'good'; readonly source: 'crl' | 'ocsp'; readonly thisUpdate: string }
    | { readonly status: 'revoked'; readonly time: string; readonly reason?: string }
    | { readonly status: 'unknown' | 'not-needed' };
}

/** Where the time at which the signature is judged comes from (63-FZ art. 11 p. 2). */
export type TimeSource = 'validation-time' | 'receipt' | 'time-stamp';

export interface SignatureReport {
  readonly format: string;
  readonly level: string;
  /** The level by the form alone, whether or not its material holds; reports of before do not tell it. */
  readonly presentedLevel?: string;
  readonly indication: MainIndication;
  readonly subIndication?: SubIndication;
  readonly reason: Reason;
  /** The signed bytes are those that were signed (digests match). */
  readonly intact: boolean;
  /** The signature value is right under the signer's key. */
  readonly cryptographicallyValid: boolean;
  /** A path to a trust anchor given from outside was validated. */
  readonly trusted: boolean;
  readonly coverage: 'FULL' | 'PARTIAL' | 'NONE';
  readonly signedContent: readonly SignedContent[];
  readonly signer?: SignerReport;
  readonly signatureValue?: SignatureValueReport;
  /** Each once; absent only in reports that were stored before they were told. */
  readonly algorithms?: readonly AlgorithmReport[];
  /** Absent: there are none, or the report was stored before they were told. */
  readonly signedAttributes?: SignedAttributesReport;
  /** ISO 8601 UTC; what the signer claims, proof of nothing. */
  readonly claimedSigningTime?: string;
  readonly bestSignatureTime: string;
  readonly timeSource: TimeSource;
  readonly timestamps: readonly TimeStampReport[];
  /** Signatures over the value of this one (RFC 5652 §11.4), whose state they do not change; absent: none. */
  readonly counterSignatures?: readonly SignatureReport[];
  readonly certificates: readonly CertificateReport[];
  readonly warnings: readonly Reason[];
  readonly checks: readonly CheckResult[];
}

/** Something that the decisions stood on, known by its octets. */
export interface ValidationObject {
  readonly kind: 'certificate' | 'crl' | 'ocsp-response' | 'time-stamp';
  /** Lower-case hex SHA-256 of the octets (DER, as they came). */
  readonly sha256: string;
  /** Since when it is proven to exist (EN 319 102-1 §5.6.2.3), and what proves it. */
  readonly provenSince: string;
  readonly provenBy: TimeSource;
  /** SHA-256 of the token, where one of those told of proves it. */
  readonly timeStamp?: string;
}

export interface ValidationReport {
  readonly file: string;
  readonly validationTime: string;
  readonly policy: string;
  /** Lower-case hex SHA-256 of the policy's file (verify/policy/policy-digest.ts); absent in reports kept from before. */
  readonly policyDigest?: string;
  readonly signatures: readonly SignatureReport[];
  /** Each once, whatever signature it served; absent only in reports that were stored before they were told. */
  readonly validationObjects?: readonly ValidationObject[];
}
