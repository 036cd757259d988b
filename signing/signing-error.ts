export type SigningErrorCode =
  | 'unreadable-key' // not PKCS #8 or PKCS #12, or damaged
  | 'wrong-password'
  | 'unsupported-key' // an algorithm or curve that we do not sign with
  | 'key-mismatch' // the certificate is for another key
  | 'no-certificate' // the container holds no certificate for the key
  | 'unknown-digest' // no provider computes the digest that the key signs with
  | 'no-signer'
  | 'claim-refused' // of a length or form that no attribute has
  | 'no-content' // the document of a detached signature is not at hand
  | 'archived' // an archive time-stamp is over the file as it is written
  | 'too-large' // content of an attached signature, over the limit
  | 'unreadable-document' // not XML, or an encoding that is not signed
  | 'content-mismatch'; // the signature to be added to is over other content

/** Why nothing was signed. */
export class SigningError extends Error {
  override readonly name = 'SigningError';
  readonly code: SigningErrorCode;
  constructor(code: SigningErrorCode, reason: string, cause?: unknown) {
    super(reason, { cause });
    this.code = code;
  }
}
