/**
 * Algorithms are providers: passed in, never global, looked up by OID or XML URI. Whether an algorithm is
 * still acceptable, and until when, is policy and not the provider's business.
 */
export interface AlgorithmProvider {
  readonly name: string;
  readonly digests: readonly DigestAlgorithm[];
  readonly signatures: readonly SignatureAlgorithm[];
}

export type MaybePromise<T> = T | Promise<T>;

export interface DigestAlgorithm {
  /** Lower-case name for people and reports: `sha256`, `streebog256`. */
  readonly name: string;
  readonly oid: string;
  readonly xmlUris: readonly string[];
  /** Octets of the digest. */
  readonly size: number;
  digest(data: Uint8Array): MaybePromise<Uint8Array>;
  /** The same in lower-case hexadecimal, where that costs the platform less than octets; absent: it does not. */
  hex?(data: Uint8Array): MaybePromise<string>;
  /** Incremental digest; absent where the platform has none (WebCrypto): the caller then reads whole. */
  start?(): DigestStream;
}

export interface DigestStream {
  /** The octets of `piece` are the caller's again when it returns: what is kept of them is copied. */
  update(piece: Uint8Array): void;
  finish(): Uint8Array;
}

/** DER of an AlgorithmIdentifier's parts. */
export interface AlgorithmReference {
  readonly oid: string;
  readonly parameters?: Uint8Array | undefined;
}

export interface VerifyRequest {
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly algorithm: AlgorithmReference;
  /** Digest named beside the signature (CMS digestAlgorithm); undefined where the algorithm names it. */
  readonly digestOid?: string | undefined;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * One signature scheme. `verify` answers false for a signature that is wrong in any way, malformed
 * included; it throws AlgorithmError only for a key or parameters that it cannot use.
 */
export interface SignatureAlgorithm {
  readonly name: string;
  /** Every OID under which the scheme appears as signatureAlgorithm (also key OIDs, as CMS uses them). */
  readonly oids: readonly string[];
  readonly xmlUris: readonly string[];
  /** OIDs of SubjectPublicKeyInfo.algorithm whose keys fit. */
  readonly keyOids: readonly string[];
  /** The digest that this OID and these parameters name, or undefined when it is named beside. */
  digestOid(algorithm: AlgorithmReference): string | undefined;
  verify(request: VerifyRequest): MaybePromise<boolean>;
  /** Verification over pieces, for content signed without attributes; absent where impossible (EdDSA). */
  start?(request: Omit<VerifyRequest, 'data' | 'signature'>): VerifyStream;
}

export interface VerifyStream {
  update(piece: Uint8Array): void;
  finish(signature: Uint8Array): boolean;
}

export type AlgorithmErrorCode =
  | 'unknown-algorithm' // no provider has it
  | 'unsupported-key' // curve, size or encoding that the provider cannot use
  | 'bad-parameters' // parameters absent, malformed or contradicting the algorithm
  | 'cannot-stream';

export class AlgorithmError extends Error {
  override readonly name = 'AlgorithmError';
  readonly code: AlgorithmErrorCode;
  readonly algorithm: string;
  constructor(code: AlgorithmErrorCode, algorithm: string, reason: string, cause?: unknown) {
    super(`${algorithm}: ${reason}`, { cause });
    this.code = code;
    this.algorithm = algorithm;
  }
}
