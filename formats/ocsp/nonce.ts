import { OID } from '../asn1/oids.ts';
import { readExtensionValue } from '../x509/extension-value.ts';
import type { OcspResponse } from './ocsp-response.ts';

/** RFC 9654 §2.1: Nonce ::= OCTET STRING(SIZE(1..128)); this many octets are asked for. */
export const NONCE_SIZE = 32;

/** The nonce that the response repeats; undefined where it has none. Throws FormatError. */
export function responseNonce({ extensions }: OcspResponse): Uint8Array | undefined {
  return readExtensionValue(extensions, OID.ocspNonce, 'nonce', (reader) => reader.octetString());
}
