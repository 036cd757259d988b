/** Where an answer of EN 319 102-1 §5.1.3 is made on purpose, and what differs from it in one thing. */
export type SubIndicationRow =
  | { readonly sample: string; readonly twin: string }
  /** Answered inside the process only; the title of the test that shows it with its twin. */
  | { readonly test: string };

/** Every sub-indication; a test holds the list to be whole, and each row to what is answered. */
export const SUB_INDICATION_ROWS = {
  FORMAT_FAILURE: { sample: 'no-message-digest', twin: 'forged-unchanged' },
  HASH_FAILURE: { sample: 'tampered', twin: 'detached-ec' },
  SIG_CRYPTO_FAILURE: { sample: 'signature-value-flipped', twin: 'forged-unchanged' },
  REVOKED: { sample: 'content-time-stamp-after-revocation', twin: 'content-time-stamp' },
  EXPIRED: { sample: 'content-time-stamp-after-end', twin: 'content-time-stamp' },
  NOT_YET_VALID: { sample: 'certificate-not-yet-valid', twin: 'certificate-plain' },
  SIG_CONSTRAINTS_FAILURE: { sample: 'no-signing-time', twin: 'forged-unchanged' },
  CHAIN_CONSTRAINTS_FAILURE: { sample: 'certificate-for-encryption', twin: 'certificate-plain' },
  CERTIFICATE_CHAIN_GENERAL_FAILURE: { sample: 'crl-absent', twin: 'detached-ec' },
  CRYPTO_CONSTRAINTS_FAILURE: { sample: 'content-time-stamp-sha1', twin: 'content-time-stamp-rsa' },
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: { sample: 'sha1-with-rsa', twin: 'detached-rsa' },
  POLICY_PROCESSING_ERROR: { sample: 'signature-policy-other', twin: 'signature-policy' },
  SIGNATURE_POLICY_NOT_AVAILABLE: { sample: 'signature-policy-absent', twin: 'signature-policy' },
  TIMESTAMP_ORDER_FAILURE: { sample: 'time-stamps-out-of-order', twin: 'time-stamps-in-order' },
  NO_SIGNING_CERTIFICATE_FOUND: { sample: 'signing-certificate-absent', twin: 'forged-unchanged' },
  NO_CERTIFICATE_CHAIN_FOUND: { sample: 'unknown-authority', twin: 'known-authority' },
  NO_CERTIFICATE_CHAIN_FOUND_NO_POE: {
    sample: 'anchor-after-sunset',
    twin: 'anchor-before-sunset',
  },
  REVOKED_NO_POE: { sample: 'revoked-by-crl', twin: 'detached-ec' },
  REVOKED_CA_NO_POE: { sample: 'authority-revoked', twin: 'known-authority' },
  OUT_OF_BOUNDS_NOT_REVOKED: { sample: 'certificate-expired', twin: 'certificate-plain' },
  OUT_OF_BOUNDS_NO_POE: {
    sample: 'certificate-expired-before-crl',
    twin: 'certificate-in-validity',
  },
  REVOCATION_OUT_OF_BOUNDS_NO_POE: { sample: 'responder-ended', twin: 'responder-in-validity' },
  NO_POE: {
    test: 'EN 319 102-1 §5.6.2.2 step 2 a: what tells the status must be proven at the control time: else NO_POE',
  },
  TRY_LATER: { sample: 'crl-stale', twin: 'detached-ec' },
  SIGNED_DATA_NOT_FOUND: { sample: 'content-missing', twin: 'detached-ec' },
} as const satisfies Readonly<Record<string, SubIndicationRow>>;
