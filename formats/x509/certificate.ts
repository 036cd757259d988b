// RFC 5280 §4.1: the facts of a certificate, as read. Nothing here is verified or trusted.

/** AlgorithmIdentifier: the OID in dotted form and the DER of the parameters, absent when absent. */
export interface AlgorithmIdentifier {
  readonly oid: string;
  readonly parameters?: Uint8Array;
}

/** One AttributeTypeAndValue; `value` is text where the ASN.1 type is a string type. */
export interface NameAttribute {
  readonly type: string;
  readonly value: string;
  /** Universal tag number of the value (12 UTF8String, 19 PrintableString, 18 NumericString, …). */
  readonly tag: number;
}

/** RFC 5280 §4.1.2.4 Name: relative distinguished names in encoded order. */
export interface Name {
  readonly der: Uint8Array;
  readonly rdns: readonly (readonly NameAttribute[])[];
}

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** Content of the extnValue OCTET STRING. */
  readonly value: Uint8Array;
}

/** SubjectPublicKeyInfo: whole DER, the algorithm and the key bits without the unused-bits octet. */
export interface PublicKeyInfo {
  readonly der: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  readonly keyBits: Uint8Array;
}

export interface Certificate {
  /** The exact octets received, the identity of the certificate. */
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Content octets of serialNumber, two's complement, as encoded. */
  readonly serialNumber: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicKeyInfo;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  /** The AlgorithmIdentifier inside tbs; RFC 5280 §4.1.1.2 says that it must equal the outer one. */
  readonly tbsSignatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly extensions: readonly Extension[];
  /** It is encoded in BER, not in DER as X.690 §11 and RFC 5280 §4.1 ask; read tolerantly. */
  readonly notDer?: true;
}
