import type { AlgorithmIdentifier, Certificate } from '../formats/x509/certificate.ts';

/** A private key, wherever it lives (memory, HSM, CryptoPro CSP): it signs and never shows itself. */
export interface SigningKey {
  /** signatureAlgorithm of what `sign` returns, as it goes into CMS. */
  readonly signatureAlgorithm: AlgorithmIdentifier;
  /** OID of the digest that the signature uses, the natural digestAlgorithm in CMS. */
  readonly digestOid: string;
  /** DER of the SubjectPublicKeyInfo, so that a certificate can be matched before anything is signed. */
  readonly publicKey: Uint8Array;
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** A key with its certificate, and the certificates that go along (issuer upwards, without the root). */
export interface SigningIdentity {
  readonly key: SigningKey;
  readonly certificate: Certificate;
  readonly chain: readonly Certificate[];
}
