import forge from 'node-forge';

/**
 * EncryptedPrivateKeyInfo (RFC 5958 §3) opened: DER of the PKCS #8 inside, undefined where the password
 * or the scheme does not fit. For keys that OpenSSL inside Node decrypts but cannot read.
 */
export function decryptPkcs8(encrypted: Uint8Array, password: string): Uint8Array | undefined {
  try {
    const text = forge.util.createBuffer(Buffer.from(encrypted).toString('binary'));
    // RFC 8018 §3: the password is octets, in practice UTF-8.
    const secret = forge.util.encodeUtf8(password);
    const info = forge.pki.decryptPrivateKeyInfo(forge.asn1.fromDer(text), secret);
    return new Uint8Array(Buffer.from(forge.asn1.toDer(info).getBytes(), 'binary'));
  } catch {
    return undefined;
  }
}
