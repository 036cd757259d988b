// Why a signature is judged as it is: stable codes, one sentence each in ../report/messages.ts.

/** §5.2.2: the file breaks the rules of its own format. */
export type FormatReason =
  | 'attribute-malformed'
  | 'attribute-missing'
  | 'attribute-not-allowed'
  | 'attribute-repeated'
  | 'attribute-values'
  | 'algorithm-protection-differs'
  | 'content-ambiguous'
  | 'content-type-differs'
  | 'content-type-not-data'
  | 'counter-signature-not-read'
  | 'digest-algorithm-not-listed'
  | 'digest-algorithms-differ'
  | 'encoding-remark'
  | 'format-not-accepted'
  | 'signature-repeated'
  | 'signed-attributes-empty'
  | 'signed-attributes-required'
  | 'certified-role-not-judged'
  | 'unsigned-attribute-not-judged'
  | 'version-unexpected';

/** §5.2.2 for XML signatures. */
export type XmlReason =
  | 'content-not-referenced'
  | 'identifier-repeated'
  | 'mac-is-no-signature'
  | 'xml-not-supported'
  | 'xml-over-limit'
  | 'xml-signature-malformed';

/** §5.2.3: which certificate signed. */
export type SigningCertificateReason =
  | 'signing-certificate-absent'
  | 'signing-certificate-ambiguous'
  | 'signing-certificate-issuer-serial-differs'
  | 'signing-certificate-not-first'
  | 'signing-certificate-reference-absent'
  | 'signing-certificate-reference-differs'
  | 'signing-certificate-reference-elsewhere';

/** §5.2.4: the signature policy that the signer named. */
export type SignaturePolicyReason =
  | 'signature-policy-digest-absent'
  | 'signature-policy-digest-differs'
  | 'signature-policy-elsewhere'
  | 'signature-policy-implied'
  | 'signature-policy-not-accepted'
  | 'signature-policy-not-available'
  | 'signature-policy-not-carried-out';

/** §5.2.6: the certificate and its path, apart from what path validation itself says. */
export type CertificateReason =
  | 'certificate-doubted'
  | 'certificate-not-der'
  | 'signer-certificate-expired'
  | 'signer-certificate-not-yet-valid'
  | 'revocation-not-parsed'
  | 'revocation-not-required'
  | 'trust-anchors-absent';

/** §5.2.7: the mathematics. */
export type CryptographicReason =
  | 'algorithm-unknown'
  | 'content-absent'
  | 'content-digest-differs'
  | 'content-over-limit'
  | 'document-beside-differs'
  | 'key-does-not-fit'
  | 'message-fields-not-signed'
  | 'key-unusable'
  | 'parameters-unusable'
  | 'provider-missing'
  | 'signature-value-wrong'
  | 'verified-as-der';

/** §5.2.8: signed attributes and algorithms against the policy. */
export type AcceptanceReason =
  | 'algorithm-expired'
  | 'algorithm-not-listed'
  | 'attribute-required'
  | 'signed-attributes-absent'
  | 'signing-time-absent'
  | 'signing-time-outside-validity';

/** §5.4, §5.5: time-stamps, and what they prove about the signature. */
export type TimeStampReason =
  | 'imprint-differs'
  | 'stamped-file-absent'
  | 'time-stamp-by-authority'
  | 'time-stamp-certificate-purpose'
  | 'time-stamp-extension'
  | 'time-stamp-from-future'
  | 'time-stamp-late'
  | 'time-stamp-not-given'
  | 'time-stamp-not-valid'
  | 'time-stamp-index-differs'
  | 'time-stamp-order'
  | 'time-stamp-unreadable'
  | 'tsa-name-differs';

/** §5.6: what is proven of the past. */
export type LongTermReason =
  | 'past-path-not-found'
  | 'revocation-not-proven'
  | 'revocation-signer-not-proven'
  | 'certificate-not-proven'
  | 'validities-apart';

export type ProcessReason =
  | 'passed'
  | LongTermReason
  | FormatReason
  | XmlReason
  | SigningCertificateReason
  | SignaturePolicyReason
  | CertificateReason
  | CryptographicReason
  | AcceptanceReason
  | TimeStampReason;
